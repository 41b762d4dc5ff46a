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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The launch logic, box by box (protocol section 4). */
class LaunchTest {

    @ParameterizedTest
    @EnumSource(Phase.class)
    void aLaunchGoesToTheAcceptingStoreAndGetsAnIdThatSaysSo(Phase phase) throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.to(phase);
        Role accepting = phase.accepting();
        String store = accepting == Role.INITIAL ? "a" : "b";
        try (Connection connection = migration.connect()) {
            String id = launch(connection, "k1");
            assertThat(id).startsWith(store + ".");
            assertThat(migration.store(accepting).strings("SELECT id FROM instances WHERE business_key = 'k1'"))
                    .containsExactly(id);
            assertThat(migration.store(accepting.other()).number("SELECT count(*) FROM instances"))
                    .isZero();
            assertThat(stateOf(connection, id)).isEqualTo("new");
        }
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void aKeyOfTheOtherStoreIsADuplicateLikeTheDatabasesOwn(Phase phase) throws SQLException {
        if (!phase.twoStore()) {
            return;
        }
        TestMigration migration = TestMigration.create();
        migration.to(phase);
        migration
                .store(phase.accepting().other())
                .execute("INSERT INTO instances (id, business_key) VALUES ('x.1', 'taken')");
        try (Connection connection = migration.connect()) {
            assertThatThrownBy(() -> launch(connection, "taken"))
                    .isInstanceOf(org.postgresql.util.PSQLException.class)
                    .hasMessageContaining("instances_business_key_key")
                    .hasMessageContaining("(business_key)=(taken)")
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23505");
            connection.setAutoCommit(false);
            launch(connection, "free");
            assertThatThrownBy(() -> launch(connection, "taken"))
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23505");
            assertThatThrownBy(() -> launch(connection, "free2"))
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("25P02");
            connection.rollback();
            connection.setAutoCommit(true);
            assertThat(launch(connection, "free")).isNotNull();
        }
        assertThat(migration.store(phase.accepting()).strings("SELECT business_key FROM instances"))
                .containsExactly("free");
    }

    @Test
    void anAutocommitLaunchThatWasRoutedToAStoreThatClosedIsRetriedUnseen() throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.to(Phase.PRE_MIGRATION);
        try (Connection sleeping = migration.connectSleeping("sleeper")) {
            assertThat(launch(sleeping, "before")).startsWith("a.");
            migration.to(Phase.MIGRATION);
            assertThat(launch(sleeping, "after")).startsWith("b.");
        }
        assertThat(migration.initial.strings("SELECT business_key FROM instances"))
                .containsExactly("before");
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("after");
    }

    @Test
    void aTransactionThatWasRoutedToAStoreThatClosedFailsWith40001AndLeavesNothing() throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.to(Phase.PRE_MIGRATION);
        try (Connection connection = migration.connect()) {
            connection.setAutoCommit(false);
            launch(connection, "k");
            migration.to(Phase.MIGRATION);
            assertThatThrownBy(connection::commit)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("40001");
            assertThat(migration.initial.number("SELECT count(*) FROM instances"))
                    .isZero();
            assertThat(launch(connection, "k")).startsWith("b.");
            connection.commit();
        }
        assertThat(migration.target.strings("SELECT business_key FROM instances"))
                .containsExactly("k");
    }

    @Test
    void aHostThatSleptFromPreMigrationToPreRollbackCannotCommitUnderTheOldGeneration() throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.to(Phase.PRE_MIGRATION);
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Connection awake = migration.connect()) {
            sleeping.setAutoCommit(false);
            launch(sleeping, "k");
            migration.to(Phase.MIGRATION);
            awake.isValid(1);
            migration.to(Phase.PRE_ROLLBACK);
            assertThatThrownBy(sleeping::commit)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("40001");
        }
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isZero();
    }

    @Test
    void generatedKeysAndReturningGiveTheMintedId() throws SQLException {
        TestMigration migration = TestMigration.create();
        try (Connection connection = migration.connect();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO instances (business_key) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, "k");
            assertThat(insert.executeUpdate()).isEqualTo(1);
            try (ResultSet keys = insert.getGeneratedKeys()) {
                assertThat(keys.next()).isTrue();
                assertThat(keys.getString("id")).startsWith("a.");
            }
        }
    }

    static String launch(Connection connection, String key) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO instances (business_key) VALUES (?) RETURNING id")) {
            insert.setString(1, key);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    static String stateOf(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT state FROM instances WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }
}
