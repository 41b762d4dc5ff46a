package io.migratingjdbc.tests.onedatabase;

import java.util.List;

/** What came of an action, in a form in which two answers are equal if an application cannot tell them apart. */
sealed interface Answer {

    /** @param rows sorted, unless the query determines their order
     * @param sequence what the query determines of the order of the rows as they came */
    record Rows(List<String> columns, List<List<String>> rows, List<List<String>> sequence) implements Answer {
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(rows.size() + " rows " + columns);
            rows.forEach(row -> text.append("\n      ").append(row));
            return sequence.equals(rows) || sequence.isEmpty()
                    ? text.toString()
                    : text + "\n      in the order of " + sequence;
        }
    }

    /** @param keys what getGeneratedKeys gave, or null if it was not asked */
    record Counts(List<Long> counts, Rows keys) implements Answer {}

    record Done() implements Answer {}

    /** @param constraint null if the error names none
     * @param counts of a batch up to there, else null */
    record Failed(String sqlState, String constraint, List<Long> counts, Throwable cause) implements Answer {
        @Override
        public boolean equals(Object other) {
            return other instanceof Failed failed
                    && java.util.Objects.equals(sqlState, failed.sqlState)
                    && java.util.Objects.equals(constraint, failed.constraint)
                    && java.util.Objects.equals(counts, failed.counts);
        }

        @Override
        public int hashCode() {
            return java.util.Objects.hash(sqlState, constraint, counts);
        }

        @Override
        public String toString() {
            return "SQLState " + sqlState + (constraint == null ? "" : ", constraint " + constraint)
                    + (counts == null ? "" : ", counts " + counts) + ": " + cause.getMessage();
        }
    }

    /** The driver's own refusal. */
    record Refused(String reason) implements Answer {}
}
