package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every id strategy, by id, by key and by neither, in every phase: entities are found wherever they were born. */
class EveryPhaseTest {

    @ParameterizedTest
    @EnumSource(Phase.class)
    void prefixIds(Phase phase) throws SQLException {
        TestMigration migration = TestMigration.create();
        try (Connection connection = migration.connect()) {
            String old = LaunchTest.launch(connection, "old");
            migration.to(before(phase));
            String middle = LaunchTest.launch(connection, "middle");
            migration.to(phase);
            drop(migration, phase, "instances");
            String young = LaunchTest.launch(connection, "young");
            List<String> ids = survivors(phase, old, middle, young);
            for (String id : ids) {
                assertThat(LaunchTest.stateOf(connection, id)).isEqualTo("new");
                assertThat(update(connection, "UPDATE instances SET state = 'busy' WHERE id = ?", id))
                        .isEqualTo(1);
                assertThat(update(connection, "INSERT INTO tasks (instance_id, name) VALUES (?, 'work')", id))
                        .isEqualTo(1);
            }
            assertThat(strings(connection, "SELECT state FROM instances WHERE business_key = 'young'"))
                    .containsExactly("busy");
            assertThat(strings(connection, "SELECT count(*) FROM instances WHERE state = 'busy'"))
                    .containsExactly(Integer.toString(ids.size()));
            assertThat(strings(connection, "SELECT id FROM instances")).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(update(connection, "DELETE FROM instances WHERE business_key = ?", "young"))
                    .isEqualTo(1);
            assertThat(LaunchTest.stateOf(connection, young)).isNull();
            assertThat(update(connection, "DELETE FROM tasks WHERE instance_id = ?", young))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void rangeIds(Phase phase) throws SQLException {
        TestMigration migration = TestMigration.create();
        try (Connection connection = migration.connect()) {
            long old = order(connection, "old");
            migration.to(before(phase));
            long middle = order(connection, "middle");
            migration.to(phase);
            drop(migration, phase, "orders");
            long young = order(connection, "young");
            for (long id : survivors(phase, old, middle, young)) {
                try (PreparedStatement select = connection.prepareStatement("SELECT number FROM orders WHERE id = ?")) {
                    select.setLong(1, id);
                    try (ResultSet row = select.executeQuery()) {
                        assertThat(row.next()).isTrue();
                    }
                }
            }
            if (phase.accepting() == Role.TARGET) {
                assertThat(young).isGreaterThanOrEqualTo(1_000_000);
            }
            if (phase.twoStore()) {
                assertThat(strings(connection, "SELECT number, id FROM orders ORDER BY id"))
                        .hasSize(3)
                        .startsWith("old");
                assertThat(strings(connection, "SELECT id FROM orders ORDER BY id DESC LIMIT 1 OFFSET 1"))
                        .hasSize(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void lookedUpIds(Phase phase) throws SQLException {
        TestMigration migration = TestMigration.create();
        try (Connection connection = migration.connect()) {
            UUID old = job(connection, "old");
            migration.to(before(phase));
            UUID middle = job(connection, "middle");
            migration.to(phase);
            drop(migration, phase, "jobs");
            UUID young = job(connection, "young");
            for (UUID id : survivors(phase, old, middle, young)) {
                for (int twice = 0; twice < 2; twice++) {
                    assertThat(jobs(connection, id)).hasSize(1);
                }
                try (PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO job_runs (job_id, note) VALUES (?, 'ran')")) {
                    insert.setObject(1, id);
                    assertThat(insert.executeUpdate()).isEqualTo(1);
                }
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM jobs WHERE id = ?")) {
                    delete.setObject(1, id);
                    assertThat(delete.executeUpdate()).isEqualTo(1);
                    assertThat(delete.executeUpdate()).isZero();
                }
                assertThat(jobs(connection, id)).isEmpty();
            }
            assertThat(migration.initial.number("SELECT count(*) FROM jobs")
                            + migration.target.number("SELECT count(*) FROM jobs"))
                    .isZero();
        }
    }

    @Test
    void noRowGoesToTheStoreThatIsGivenUpBecauseOfAPinnedTable() throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.to(Phase.COMPLETED);
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            update(connection, "INSERT INTO settings VALUES ('n', ?)", "v");
            assertThatThrownBy(() -> update(connection, "INSERT INTO definitions VALUES (?, 'x')", "d1"))
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("0A000");
            connection.rollback();
        }
    }

    @Test
    void childrenThatComeAfterTheirEntityJoinThoseThatItLeftBehind() throws SQLException {
        TestMigration migration = TestMigration.create();
        try (Connection connection = migration.connect()) {
            UUID id = job(connection, "short");
            update(connection, "INSERT INTO job_runs (job_id, note) VALUES ('" + id + "', ?)", "first");
            migration.to(Phase.POST_MIGRATION);
            migration.awaitHosts();
            update(connection, "DELETE FROM jobs WHERE name = ?", "short");
            update(connection, "INSERT INTO job_runs (job_id, note) VALUES ('" + id + "', ?)", "late");
            assertThat(migration.initial.strings("SELECT note FROM job_runs ORDER BY id"))
                    .containsExactly("first", "late");
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void immutableRowsAreInBothStoresInTwoStorePhases(Phase phase) throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.to(phase);
        try (Connection connection = migration.connect()) {
            assertThat(update(connection, "INSERT INTO definitions VALUES (?, 'x')", "d1"))
                    .isEqualTo(1);
            assertThat(strings(connection, "SELECT body FROM definitions WHERE id = 'd1'"))
                    .containsExactly("x");
            long other = migration.store(phase.accepting().other()).number("SELECT count(*) FROM definitions");
            assertThat(other).isEqualTo(phase.twoStore() ? 1 : 0);
            assertThatThrownBy(() -> update(connection, "INSERT INTO definitions VALUES (?, 'x')", "d1"))
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23505");
            if (phase.twoStore()) {
                assertThatThrownBy(() -> update(connection, "DELETE FROM definitions WHERE id = ?", "d1"))
                        .extracting(e -> ((SQLException) e).getSQLState())
                        .isEqualTo("0A000");
            }
        }
        assertThat(migration.initial.number("SELECT count(*) FROM migrating_backlog")
                        + migration.target.number("SELECT count(*) FROM migrating_backlog"))
                .isEqualTo(phase.twoStore() ? 0 : 1);
    }

    /** In COMPLETED and back in STABLE the store that is given up is drained. */
    private static void drop(TestMigration migration, Phase phase, String table) throws SQLException {
        if (phase == Phase.COMPLETED) {
            migration.initial.execute("DELETE FROM " + table);
        }
    }

    private static <T> List<T> survivors(Phase phase, T old, T middle, T young) {
        return phase == Phase.COMPLETED ? List.of(middle, young) : List.of(old, middle, young);
    }

    private static Phase before(Phase phase) {
        return switch (phase) {
            case STABLE, PRE_MIGRATION -> Phase.STABLE;
            case MIGRATION -> Phase.PRE_MIGRATION;
            case POST_MIGRATION -> Phase.MIGRATION;
            case COMPLETED, PRE_ROLLBACK -> Phase.POST_MIGRATION;
            case ROLLING_BACK -> Phase.PRE_ROLLBACK;
            case POST_ROLLBACK -> Phase.ROLLING_BACK;
        };
    }

    private static long order(Connection connection, String number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO orders (number) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, number);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong("id");
            }
        }
    }

    private static UUID job(Connection connection, String name) throws SQLException {
        UUID id = UUID.randomUUID();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO jobs (id, name) VALUES (?, ?)")) {
            insert.setObject(1, id);
            insert.setString(2, name);
            insert.executeUpdate();
        }
        return id;
    }

    private static List<String> jobs(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT name FROM jobs WHERE id = ?")) {
            select.setObject(1, id);
            return strings(select.executeQuery());
        }
    }

    static int update(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            return statement.executeUpdate();
        }
    }

    static List<String> strings(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return strings(statement.executeQuery(sql));
        }
    }

    private static List<String> strings(ResultSet rows) throws SQLException {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
            values.add(rows.getString(1));
        }
        return values;
    }
}
