package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.Role;

/**
 * A table in a store.
 *
 * @param name as a statement writes it
 */
record StoreTable(Role store, String name) {}
