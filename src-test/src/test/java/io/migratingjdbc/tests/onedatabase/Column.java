package io.migratingjdbc.tests.onedatabase;

import java.util.List;

/** @param domain the values that occur, few enough that rows meet; null among them where the column may be null */
record Column(String name, Kind kind, List<Object> domain) {

    boolean numeric() {
        return kind == Kind.INT || kind == Kind.LONG || kind == Kind.NUMERIC;
    }

    boolean text() {
        return kind == Kind.TEXT;
    }
}
