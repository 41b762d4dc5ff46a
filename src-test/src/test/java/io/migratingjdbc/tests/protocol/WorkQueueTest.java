package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code SELECT ... FOR UPDATE SKIP LOCKED LIMIT n} over both stores locks what it returns, and no more. */
class WorkQueueTest {
    private TestMigration migration;

    /** Orders 1, 3, 5 in the initial store, 2, 4, 6 in the target. */
    @BeforeEach
    void fill() throws SQLException {
        migration = TestMigration.create();
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO orders (id, number) VALUES (1, 'n1'), (3, 'n3'), (5, 'n5')");
        migration.target.execute(
                "INSERT INTO orders (id, number) VALUES (1000002, 'n2'), (1000004, 'n4'), (1000006, 'n6')");
    }

    @Test
    void whatIsNotReturnedIsLeftToOthers() throws SQLException {
        for (String order : List.of("number", "lower(number) DESC", "-length(number), number")) {
            try (Connection one = polling();
                    Connection two = polling();
                    Connection three = polling()) {
                String poll = "SELECT number FROM orders ORDER BY " + order + " LIMIT 2 FOR UPDATE SKIP LOCKED";
                List<String> polled = new ArrayList<>(poll(one, poll));
                polled.addAll(poll(two, poll));
                polled.addAll(poll(three, poll));
                List<String> all = List.of("n1", "n2", "n3", "n4", "n5", "n6");
                assertThat(polled).hasSize(6).containsExactlyInAnyOrderElementsOf(all);
                assertThat(polled)
                        .isEqualTo(order.contains("DESC") ? List.of("n6", "n5", "n4", "n3", "n2", "n1") : all);
                assertThat(poll(one, poll)).as("its own rows, again").hasSize(2);
            }
        }
    }

    @Test
    void offsetIsSkippedAndTooFewRowsAreAllReturned() throws SQLException {
        try (Connection one = polling();
                Connection two = polling()) {
            assertThat(poll(one, "SELECT number FROM orders ORDER BY number LIMIT 2 OFFSET 1 FOR UPDATE SKIP LOCKED"))
                    .containsExactly("n2", "n3");
            assertThat(poll(two, "SELECT number FROM orders ORDER BY number LIMIT 10 FOR UPDATE SKIP LOCKED"))
                    .containsExactly("n4", "n5", "n6");
        }
    }

    /** As in one database: the row as it is now, at a place that it had. */
    @ParameterizedTest
    @ValueSource(strings = {"", " LIMIT 3"})
    void aRowThatChangesWhileItIsWaitedForIsReturned(String limit) throws Exception {
        try (Connection writing = migration.initial.connect();
                Connection polling = polling()) {
            writing.setAutoCommit(false);
            poll(writing, "UPDATE orders SET number = 'n33' WHERE number = 'n1' RETURNING number");
            CompletableFuture<List<String>> polled = CompletableFuture.supplyAsync(() -> {
                try {
                    return poll(
                            polling,
                            "SELECT number FROM orders WHERE id NOT IN (5, 1000006) ORDER BY number" + limit
                                    + " FOR UPDATE");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (migration.initial.number("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0) {
                assertThat(polled).isNotDone();
            }
            writing.commit();
            assertThat(polled.get(30, TimeUnit.SECONDS))
                    .hasSize(limit.isEmpty() ? 4 : 3)
                    .contains("n33")
                    .isSubsetOf("n33", "n2", "n3", "n4");
        }
    }

    private Connection polling() throws SQLException {
        Connection connection = migration.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static List<String> poll(Connection connection, String sql) throws SQLException {
        List<String> numbers = new ArrayList<>();
        try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                numbers.add(rows.getString(1));
            }
        }
        return numbers;
    }
}
