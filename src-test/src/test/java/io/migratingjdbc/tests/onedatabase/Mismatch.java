package io.migratingjdbc.tests.onedatabase;

/** The pair gave another answer than one database. */
final class Mismatch extends AssertionError {
    private static final long serialVersionUID = 1L;

    Mismatch(String message, Throwable cause) {
        super(message, cause);
    }
}
