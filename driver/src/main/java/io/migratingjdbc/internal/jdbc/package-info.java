/**
 * The JDBC wrappers: behaviour written by hand over generated forwarding; session state, transactions and the main flow
 * ({@link io.migratingjdbc.internal.jdbc.StatementRunner}). The only package that executes the application's SQL.
 */
package io.migratingjdbc.internal.jdbc;
