package io.migratingjdbc.tests.demo;

/**
 * The life of one instance as its hosts saw it.
 *
 * @param launched when its launch was acknowledged: it existed then for sure
 * @param ending when the call began that finished it, or may have: until then it existed for sure
 * @param tasks how many tasks it has; negative if that is unknown
 */
record Life(String id, String key, long launched, long ending, End end, int tasks) {
    enum End {
        NONE,
        FINISHED,
        UNKNOWN
    }

    static Life launched(WorkEvent event) {
        return new Life(event.id(), event.key(), event.acknowledged(), Long.MAX_VALUE, End.NONE, event.tasks());
    }

    Life after(WorkEvent event) {
        return switch (event.type()) {
            case TASKS_ADDED -> new Life(id, key, launched, ending, end, event.tasks());
            case TASKS_UNKNOWN -> new Life(id, key, launched, ending, end, -1);
            case FINISHED -> new Life(id, key, launched, event.started(), End.FINISHED, tasks);
            case FINISH_UNKNOWN -> new Life(id, key, launched, event.started(), End.UNKNOWN, tasks);
            case LAUNCHED, LAUNCH_UNKNOWN, REFUSED, DEFINED, DEFINITION_UNKNOWN, ERROR -> this;
        };
    }
}
