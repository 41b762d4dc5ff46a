package io.migratingjdbc.tests.clients;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** What a client was answered, errors included, so that two databases can be compared. */
public final class Transcript {
    private final List<String> lines = new ArrayList<>();

    /** @param answer must not depend on ids or times that a database makes */
    public void add(String what, Callable<?> answer) {
        lines.add(what + ": " + answered(answer));
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** One text for every answer that differs from the right one. */
    public static List<String> differences(List<String> right, List<String> seen) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(right.size(), seen.size()); i++) {
            String expected = i < right.size() ? right.get(i) : "(nothing)";
            String actual = i < seen.size() ? seen.get(i) : "(nothing)";
            if (!expected.equals(actual)) {
                differences.add(actual + "\n    instead of " + expected);
            }
        }
        return differences;
    }

    private static String answered(Callable<?> answer) {
        try {
            return String.valueOf(answer.call());
        } catch (Exception e) {
            return failure(e);
        }
    }

    /** The class that the client's library made of the error, and the database's own code for it. */
    private static String failure(Exception e) {
        String text = e.getClass().getSimpleName();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                boolean refused = "0A000".equals(sql.getSQLState());
                return text + " " + sql.getSQLState() + (refused ? " " + sql.getMessage() : "");
            }
        }
        return text;
    }
}
