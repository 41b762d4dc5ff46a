package io.migratingjdbc.tests.onedatabase;

import java.util.List;
import java.util.stream.Collectors;

/** One thing that an application does with its connection. */
sealed interface Action {

    /** A name for the report. */
    String shape();

    /** A table whose ids are made by the store and that gets new rows; null if there is none. */
    default Table inserts() {
        return null;
    }

    /** How a statement's answer is asked for. */
    enum Method {
        QUERY,
        UPDATE,
        LARGE_UPDATE,
        EXECUTE,
        GENERATED_KEYS,
        GENERATED_COLUMNS
    }

    /** @param keyColumns what GENERATED_COLUMNS asks for
     */
    record Execute(
            String shape,
            String sql,
            List<Parameter> parameters,
            boolean prepared,
            Method method,
            Order order,
            Table inserts,
            List<String> keyColumns,
            Reading reading)
            implements Action {

        Execute again() {
            return new Execute(
                    shape,
                    sql,
                    parameters.stream().map(Parameter::drawnAgain).toList(),
                    prepared,
                    method,
                    order,
                    inserts,
                    keyColumns,
                    reading);
        }

        @Override
        public String toString() {
            return method + " " + (prepared ? "prepared " : "") + sql + (parameters.isEmpty() ? "" : " " + parameters)
                    + (reading.equals(Reading.PLAIN) ? "" : " " + reading);
        }
    }

    /** Many executions of one text. */
    record PreparedBatch(String shape, String sql, List<List<Parameter>> executions, Table inserts, boolean keys)
            implements Action {
        @Override
        public String toString() {
            return "BATCH " + sql
                    + executions.stream().map(List::toString).collect(Collectors.joining("\n    ", "\n    ", ""));
        }
    }

    record MixedBatch(String shape, List<String> texts, Table inserts) implements Action {
        @Override
        public String toString() {
            return "BATCH of\n    " + String.join("\n    ", texts);
        }
    }

    record Begin(int isolation) implements Action {
        @Override
        public String shape() {
            return "begin";
        }
    }

    /** @param then whether autocommit is on afterwards */
    record Commit(boolean then) implements Action {
        @Override
        public String shape() {
            return "commit";
        }
    }

    record Rollback(boolean then) implements Action {
        @Override
        public String shape() {
            return "rollback";
        }
    }

    record Savepoint(String name) implements Action {
        @Override
        public String shape() {
            return "savepoint";
        }
    }

    /** To the newest savepoint. */
    record RollbackToSavepoint() implements Action {
        @Override
        public String shape() {
            return "rollback to savepoint";
        }
    }

    record ReleaseSavepoint() implements Action {
        @Override
        public String shape() {
            return "release savepoint";
        }
    }
}
