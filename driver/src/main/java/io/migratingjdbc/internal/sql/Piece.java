package io.migratingjdbc.internal.sql;

/** Tokens of a text from one to before another. */
record Piece(int from, int to) {

    boolean isEmpty() {
        return from >= to;
    }
}
