package io.migratingjdbc.tests.lifecycle;

/** What is killed (SIGKILL). */
enum Victim {
    /** The command, which is then given again. */
    CLI,
    /** The initial server, which is started again at once; the record is there too. */
    INITIAL,
    /** The target server, likewise. */
    TARGET;

    /** The number of the server. */
    int store() {
        return this == INITIAL ? 0 : 1;
    }
}
