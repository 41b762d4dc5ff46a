package io.migratingjdbc.internal.jdbc;

import java.lang.reflect.Array;
import java.util.Calendar;
import java.util.Date;

/**
 * Copies of parameters, because they are given to a store's driver only when it is known which: the application may
 * change them.
 */
final class Copy {
    private Copy() {}

    /** The value itself where it cannot change, or is not known to. */
    @SuppressWarnings("unchecked")
    static <T> T of(T value) {
        if (value instanceof MigratingArray array) {
            return (T) array.delegate();
        } else if (value instanceof Date date) {
            return (T) date.clone();
        } else if (value instanceof Calendar calendar) {
            return (T) calendar.clone();
        } else if (value != null && value.getClass().isArray()) {
            return (T) ofArray(value);
        }
        return value;
    }

    private static Object ofArray(Object array) {
        int length = Array.getLength(array);
        Object copy = Array.newInstance(array.getClass().getComponentType(), length);
        System.arraycopy(array, 0, copy, 0, length);
        return copy;
    }
}
