package io.migratingjdbc.admin.status;

import io.migratingjdbc.internal.replicate.Backlog.TableBacklog;
import java.time.Duration;
import java.util.List;

/**
 * How far the other store is behind with the immutable rows of one.
 *
 * @param seconds how long the oldest of the rows has waited, by the database's clock; zero if there is none
 */
public record Lag(long rows, Duration seconds) {

    static Lag of(List<TableBacklog> backlog) {
        return new Lag(
                backlog.stream().mapToLong(TableBacklog::rows).sum(),
                backlog.stream()
                        .map(TableBacklog::oldest)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO));
    }

    String text() {
        return rows == 0
                ? "the other store has all immutable rows"
                : "the other store is " + rows + " immutable rows behind, by " + seconds.toMillis() / 1000.0 + " s";
    }
}
