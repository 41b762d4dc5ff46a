package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How the application bound one parameter.
 *
 * @param value the plain value; null for SQL NULL; {@link #STREAM} where it has none
 */
record Binding(Object value, Binder binder) {
    /** Stands for what can be read only once. */
    static final Object STREAM = new Object();

    /** Stands for a parameter that was not bound. */
    static final Binding MISSING = new Binding(null, (statement, position) -> {});

    /**
     * A binding of what can be read only once: a second store, or a second try, is refused rather than given what is left.
     */
    static Binding ofStream(Binder binder) {
        AtomicBoolean read = new AtomicBoolean();
        return new Binding(STREAM, (statement, position) -> {
            if (!read.compareAndSet(false, true)) {
                throw ErrorCode.REFUSED.exception(
                        "Parameter " + position + " is a stream, which can be read only once, but the"
                                + " statement needs it twice while entities are in two stores; bind it as a string or as bytes");
            }
            binder.bind(statement, position);
        });
    }

    /** Does to a store's statement what the application did. */
    @FunctionalInterface
    interface Binder {
        void bind(PreparedStatement statement, int position) throws SQLException;
    }
}
