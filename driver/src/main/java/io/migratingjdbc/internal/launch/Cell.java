package io.migratingjdbc.internal.launch;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One value of a key as the application gave it, to be bound again exactly as it was bound to the application's statement. */
@FunctionalInterface
public interface Cell {

    void bind(PreparedStatement statement, int position) throws SQLException;

    /** A constant of the statement or a value that was read back from a store. */
    static Cell constant(Object value) {
        return (statement, position) -> statement.setObject(position, value);
    }
}
