package io.migratingjdbc.tests.demo;

/** The database contradicts what it acknowledged before: an application error, however well the call went. */
final class ContradictionException extends RuntimeException {
    ContradictionException(String message) {
        super(message);
    }

    static void unless(boolean holds, String message, Object... arguments) {
        if (!holds) {
            throw new ContradictionException(message.formatted(arguments));
        }
    }
}
