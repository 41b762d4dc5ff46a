package io.migratingjdbc.tests.onedatabase;

import java.util.List;

/** How much of the order of its rows a query determines. */
sealed interface Order {
    /** The rows are a multiset. */
    Order NONE = new By(List.of());

    /** The rows are a sequence. */
    Order TOTAL = new Total();

    /** Rows may change places where they agree in these columns of the result, counted from 0. */
    record By(List<Integer> columns) implements Order {}

    record Total() implements Order {}
}
