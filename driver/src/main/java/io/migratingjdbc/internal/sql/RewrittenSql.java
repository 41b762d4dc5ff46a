package io.migratingjdbc.internal.sql;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A statement as it is sent to a store, and where each of its {@code ?} takes its value from.
 *
 * @param arguments one for each {@code ?} of {@code sql}, in order
 */
public record RewrittenSql(String sql, List<Argument> arguments) {

    public RewrittenSql {
        arguments = List.copyOf(arguments);
    }

    /** The statement as it is. */
    public static RewrittenSql unchanged(StatementProfile statement) {
        return new RewrittenSql(
                statement.sql(),
                IntStream.rangeClosed(1, statement.parameters())
                        .mapToObj(index -> (Argument) new Argument.Original(index))
                        .toList());
    }

    public sealed interface Argument {
        /** The application's own parameter (index from 1). */
        record Original(int index) implements Argument {}

        /** A value of the driver's. */
        record Supplied(Object value) implements Argument {}
    }
}
