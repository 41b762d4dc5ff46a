package io.migratingjdbc.internal.route;

import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The elements of an array that the application has bound. */
final class ArrayElements {
    private ArrayElements() {}

    /**
     * @param bound may be null
     * @return empty if it is no plain array whose elements can be read
     */
    static Optional<List<Object>> of(Object bound) {
        if (bound instanceof Array array) {
            return read(array);
        } else if (bound instanceof long[] numbers) {
            return Optional.of(Arrays.stream(numbers).<Object>mapToObj(n -> n).toList());
        } else if (bound instanceof int[] numbers) {
            return Optional.of(Arrays.stream(numbers).<Object>mapToObj(n -> n).toList());
        } else if (bound instanceof Object[] elements) {
            return elements(elements);
        }
        return Optional.empty();
    }

    private static Optional<List<Object>> read(Array array) {
        try {
            return array.getArray() instanceof Object[] elements ? elements(elements) : Optional.empty();
        } catch (SQLException e) {
            return Optional.empty(); // the store that gets it will say what is wrong
        }
    }

    private static Optional<List<Object>> elements(Object[] elements) {
        List<Object> values = Arrays.stream(elements).filter(Objects::nonNull).toList();
        return values.stream().anyMatch(value -> value.getClass().isArray()) ? Optional.empty() : Optional.of(values);
    }
}
