package io.migratingjdbc.tests.demo;

/**
 * A line of a host's log: what the database acknowledged to the host, or refused, or left unknown.
 *
 * @param started when the call began, in microseconds since 1970 by the clock that all processes of the machine share
 * @param acknowledged when it returned
 * @param key the business key of an instance, or the name of a definition
 * @param id the instance id; empty where it is not known
 * @param token what the launch wrote into the row, so that a launch of unknown outcome can be found again
 * @param tasks how many tasks the instance has afterwards
 */
record WorkEvent(Type type, long started, long acknowledged, String key, String id, String token, int tasks) {
    enum Type {
        LAUNCHED,
        /** The outcome of a launch is unknown: the row may or may not be there. */
        LAUNCH_UNKNOWN,
        REFUSED,
        /** An instance got its tasks after it was launched without them. */
        TASKS_ADDED,
        TASKS_UNKNOWN,
        FINISHED,
        FINISH_UNKNOWN,
        DEFINED,
        DEFINITION_UNKNOWN,
        /** The application saw an error that it had no reason to expect; the key holds the message. */
        ERROR
    }

    private static final String SEPARATOR = "\t";

    String line() {
        return String.join(
                SEPARATOR,
                type.name(),
                Long.toString(started),
                Long.toString(acknowledged),
                key.replaceAll("\\s+", " "),
                id,
                token,
                Integer.toString(tasks));
    }

    static WorkEvent parse(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        if (fields.length != 7) {
            throw new IllegalArgumentException("Not a line of a work log: " + line);
        }
        return new WorkEvent(
                Type.valueOf(fields[0]),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[2]),
                fields[3],
                fields[4],
                fields[5],
                Integer.parseInt(fields[6]));
    }
}
