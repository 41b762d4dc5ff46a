package io.migratingjdbc.tests.demo;

/**
 * What a worker knows of an instance of its own: with nobody else changing it, the database has to say the same.
 *
 * @param due when it has to be finished, by {@link System#nanoTime}
 */
record Instance(String id, String key, String token, int tasks, int step, long due) {

    Instance stepped() {
        return new Instance(id, key, token, tasks, step + 1, due);
    }

    Instance withTasks(int count) {
        return new Instance(id, key, token, count, step, due);
    }

    Instance dueAt(long newDue) {
        return new Instance(id, key, token, tasks, step, newDue);
    }

    /** What another host has to know to take the instance over. */
    String handover() {
        return String.join(" ", id, key, token, Integer.toString(tasks), Integer.toString(step));
    }

    static Instance ofHandover(String text) {
        String[] fields = text.split(" ");
        return new Instance(
                fields[0],
                fields[1],
                fields[2],
                Integer.parseInt(fields[3]),
                Integer.parseInt(fields[4]),
                Long.MAX_VALUE);
    }
}
