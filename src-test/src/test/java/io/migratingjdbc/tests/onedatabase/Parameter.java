package io.migratingjdbc.tests.onedatabase;

import java.util.function.Supplier;

/** @param value may be null
 * @param source draws another value when the statement is repeated */
record Parameter(Kind kind, Object value, Supplier<Object> source) {

    Parameter drawnAgain() {
        return new Parameter(kind, source.get(), source);
    }

    @Override
    public String toString() {
        return kind + " " + (value == null ? "NULL" : value);
    }
}
