/** Compares immutable tables between the stores, hashing inside the databases. */
package io.migratingjdbc.admin.verify;
