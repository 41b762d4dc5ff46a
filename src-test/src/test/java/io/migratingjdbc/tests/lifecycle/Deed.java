package io.migratingjdbc.tests.lifecycle;

/**
 * A line of a host's journal: what a worker tried and what it was told.
 *
 * @param started when the call began, in microseconds since 1970 by the clock that all processes of the machine share
 * @param ended when it returned
 * @param token of the row; no two rows have the same
 * @param detail the business key of a launch, the new state of an update, the SQLState and message of an error
 */
record Deed(Act act, Outcome outcome, long started, long ended, String token, String detail) {
    enum Act {
        /** An instance with one task. */
        LAUNCH,
        UPDATE,
        END,
        /** An immutable row with a key of the application's. */
        DEFINE,
        /** An immutable row that the store numbers. */
        ENTER,
        /** The application saw something that it had no reason to expect. */
        ERROR
    }

    enum Outcome {
        APPLIED,
        NOT_APPLIED,
        UNKNOWN
    }

    private static final String SEPARATOR = "\t";

    String line() {
        return String.join(
                SEPARATOR,
                act.name(),
                outcome.name(),
                Long.toString(started),
                Long.toString(ended),
                token,
                detail.replaceAll("\\s+", " "));
    }

    static Deed parse(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        return new Deed(
                Act.valueOf(fields[0]),
                Outcome.valueOf(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                fields[4],
                fields[5]);
    }
}
