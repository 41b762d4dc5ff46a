/**
 * Statement text to {@link io.migratingjdbc.internal.sql.StatementProfile}; the only package that sees the parser's
 * types.
 */
package io.migratingjdbc.internal.sql;
