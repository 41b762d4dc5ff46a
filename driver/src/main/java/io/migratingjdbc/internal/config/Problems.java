package io.migratingjdbc.internal.config;

import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that a person sees it all at once. Messages never hold the value of a URL or password. */
final class Problems {
    private final List<String> found = new ArrayList<>();

    void add(String problem) {
        found.add(problem);
    }

    void throwIfAny() throws SQLException {
        if (found.size() == 1) {
            throw exception(found.get(0));
        }
        if (!found.isEmpty()) {
            throw exception(found.size() + " problems in the settings:\n- " + String.join("\n- ", found));
        }
    }

    static SQLException exception(String message) {
        return ErrorCode.CONFIGURATION.exception(message);
    }
}
