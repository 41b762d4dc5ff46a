package io.migratingjdbc.internal.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * How the application bound one parameter.
 *
 * @param value the plain value; null for SQL NULL; {@link #STREAM} where it has none
 */
record Binding(Object value, Binder binder) {
    /** Stands for what can be read only once. */
    static final Object STREAM = new Object();

    /** Does to a store's statement what the application did. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement, int position) throws SQLException;
    }
}
