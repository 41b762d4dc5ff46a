/** Large tables in chunks of primary keys, which several workers share. */
package io.migratingjdbc.admin.chunk;
