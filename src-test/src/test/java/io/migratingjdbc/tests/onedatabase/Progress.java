package io.migratingjdbc.tests.onedatabase;

/** Where the connection is in its transaction. */
final class Progress {
    private boolean inTransaction;
    private boolean aborted;
    private int savepoints;

    boolean inTransaction() {
        return inTransaction;
    }

    /** Whether the databases refuse everything but a rollback. */
    boolean aborted() {
        return aborted;
    }

    int savepoints() {
        return savepoints;
    }

    /** After an action that did what it should. */
    void done(Action action) {
        if (action instanceof Action.Begin) {
            inTransaction = true;
        } else if (action instanceof Action.Commit commit) {
            ended(commit.then());
        } else if (action instanceof Action.Rollback rollback) {
            ended(rollback.then());
        } else if (action instanceof Action.Savepoint) {
            savepoints++;
        } else if (action instanceof Action.RollbackToSavepoint) {
            aborted = false;
        } else if (action instanceof Action.ReleaseSavepoint) {
            savepoints--;
        }
    }

    void failed() {
        aborted = inTransaction;
    }

    private void ended(boolean autoCommit) {
        inTransaction = !autoCommit;
        aborted = false;
        savepoints = 0;
    }
}
