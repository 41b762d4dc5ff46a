package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mappers set every column of an entity, its key included, which mostly stays as it is. */
class KeptKeyTest {
    private static final String JOB = "UPDATE jobs SET name = ?, due = NULL WHERE id = ? AND name <> 'stale'";

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"PRE_MIGRATION", "MIGRATION", "POST_MIGRATION", "PRE_ROLLBACK"})
    void ofAnIdThatIsLookedUp(Phase phase) throws SQLException {
        TestMigration migration = TestMigration.create();
        UUID old = UUID.randomUUID();
        UUID young = UUID.randomUUID();
        try (Connection connection = migration.connect()) {
            launch(connection, old, "old");
            migration.to(phase);
            migration.awaitHosts();
            launch(connection, young, "young");
            for (int again = 0; again < 2; again++) {
                assertThat(rename(connection, JOB, "old", old)).isEqualTo(1);
                assertThat(rename(connection, JOB, "young", young)).isEqualTo(1);
            }
            assertThat(rename(connection, JOB, "none", UUID.randomUUID())).isZero();
            assertThat(rename(connection, JOB + " AND due IS NOT NULL", "other", old))
                    .isZero();
            assertThat(rename(connection, JOB, "other", young)).isEqualTo(1);
            String alone = "UPDATE jobs SET name = ? WHERE id = ?";
            assertThat(rename(connection, alone, "young", young)).isEqualTo(1);
            assertThat(rename(connection, alone, "other", UUID.randomUUID())).isZero();
            assertThatThrownBy(() -> rename(connection, alone, "old", young))
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23505");
            if (phase == Phase.PRE_MIGRATION) {
                assertThat(rename(connection, alone, "other", old)).isEqualTo(1);
                assertThat(rename(
                                connection, "UPDATE jobs SET name = ? WHERE name = 'other' AND id <> ?", "old", young))
                        .isEqualTo(1);
            } else {
                refused(() -> rename(connection, JOB, "other", old));
                refused(() -> rename(connection, alone, "other", old));
            }
            try (PreparedStatement batch = connection.prepareStatement(JOB)) {
                bind(batch, "old", old);
                batch.addBatch();
                bind(batch, "young", young);
                batch.addBatch();
                if (phase == Phase.PRE_MIGRATION) {
                    assertThat(batch.executeBatch()).containsExactly(1, 1);
                } else {
                    refused(batch::executeBatch); // it changes rows in both stores
                }
            }
            assertThat(EveryPhaseTest.strings(connection, "SELECT name FROM jobs ORDER BY name"))
                    .containsExactly("old", "young");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"PRE_MIGRATION", "MIGRATION", "ROLLING_BACK"})
    void ofAnIdThatTellsItsStore(Phase phase) throws SQLException {
        TestMigration migration = TestMigration.create();
        try (Connection connection = migration.connect()) {
            String old = LaunchTest.launch(connection, "old");
            migration.to(phase);
            migration.awaitHosts();
            String young = LaunchTest.launch(connection, "young");
            String same = "UPDATE instances SET business_key = 'old', n = 1 WHERE id = ?";
            assertThat(EveryPhaseTest.update(connection, same, old)).isEqualTo(1);
            String stale = "UPDATE instances SET business_key = 'old', n = 2 WHERE n = 7 AND id = ?";
            assertThat(EveryPhaseTest.update(connection, stale, old)).isZero();
            String other = "UPDATE instances SET business_key = 'young' WHERE id = ?";
            assertThat(EveryPhaseTest.update(connection, other, young)).isEqualTo(1);
            String state = phase == Phase.MIGRATION ? "0A000" : "23505";
            assertThatThrownBy(() -> EveryPhaseTest.update(connection, other, old))
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo(state);
            String fresh = "UPDATE instances SET business_key = 'fresh' WHERE id = ?";
            assertThat(EveryPhaseTest.update(connection, fresh, young)).isEqualTo(1);
            try (Statement statement = connection.createStatement()) {
                assertThat(statement.executeUpdate(
                                "UPDATE instances SET business_key = 'old', state = 'x' WHERE id = '" + old + "'"))
                        .isEqualTo(1);
                assertThat(statement
                                .executeQuery("SELECT 1 FROM instances WHERE state = 'x'")
                                .next())
                        .isTrue();
            }
        }
    }

    private static void launch(Connection connection, UUID id, String name) throws SQLException {
        rename(connection, "INSERT INTO jobs (name, id) VALUES (?, ?)", name, id);
    }

    private static int rename(Connection connection, String sql, String name, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, name, id);
            return statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, String name, UUID id) throws SQLException {
        statement.setString(1, name);
        statement.setObject(2, id);
    }

    private interface Action {
        Object run() throws SQLException;
    }

    private static void refused(Action action) {
        assertThatThrownBy(action::run)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("0A000");
    }
}
