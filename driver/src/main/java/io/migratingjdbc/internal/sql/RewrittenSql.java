package io.migratingjdbc.internal.sql;

import java.util.List;

/**
 * A statement as it is sent to a store, and where each of its {@code ?} takes its value from.
 *
 * @param arguments one for each {@code ?} of {@code sql}, in order
 */
public record RewrittenSql(String sql, List<Argument> arguments) {

    public RewrittenSql {
        arguments = List.copyOf(arguments);
    }

    public sealed interface Argument {
        /** The application's own parameter (index from 1). */
        record Original(int index) implements Argument {}

        /** A value of the driver's. */
        record Supplied(Object value) implements Argument {}
    }
}
