package io.migratingjdbc.tests.protocol;

import static io.migratingjdbc.tests.protocol.EveryPhaseTest.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Unusual ways through JDBC on which a launch could pass by its checks, or rows of the other store could be missed. */
class LoopholeTest {
    private static final String INSERT = "INSERT INTO instances (business_key) VALUES ('k')";

    private static final String ORDER = "INSERT INTO orders (number) VALUES ('k')";

    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException {
        migration = TestMigration.create();
    }

    @Test
    void autocommitThatIsOnAlreadyDoesNotCommitATransactionOfTextsPastTheFence() throws SQLException {
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Statement statement = sleeping.createStatement()) {
            statement.execute("BEGIN");
            statement.execute(INSERT);
            migration.to(Phase.MIGRATION);
            sleeping.setAutoCommit(true);
            assertThat(migration.initial.number("SELECT count(*) FROM instances"))
                    .isZero();
            assertState("40001", () -> statement.execute("COMMIT"));
        }
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isZero();
    }

    @Test
    void aBatchOfCommitGoesThroughTheFence() throws SQLException {
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Statement statement = sleeping.createStatement();
                PreparedStatement commit = sleeping.prepareStatement("COMMIT")) {
            sleeping.setAutoCommit(false);
            statement.execute(INSERT);
            migration.to(Phase.MIGRATION);
            commit.addBatch();
            assertState("40001", commit::executeBatch);
            sleeping.rollback();
        }
        assertThat(migration.initial.number("SELECT count(*) FROM instances")).isZero();
    }

    /** Each of them ends a transaction that has launched, or begins to launch outside of any, in the midst of a text. */
    @Test
    void whatFollowsARollbackInAFailedTransactionDoesNotPassByTheFence() throws SQLException {
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Statement statement = sleeping.createStatement()) {
            sleeping.setAutoCommit(false);
            migration.to(Phase.MIGRATION);
            assertState("22012", () -> statement.execute("SELECT 1 / 0"));
            assertState("0A000", () -> statement.execute("ROLLBACK; " + ORDER));
            statement.addBatch("ROLLBACK");
            statement.addBatch(ORDER);
            statement.executeBatch();
            assertState("40001", sleeping::commit);
        }
        assertThat(migration.initial.number("SELECT count(*) FROM orders")).isZero();
    }

    @Test
    void aCommitBesideTextThatIsNotAnalysedIsRefused() throws SQLException {
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Statement statement = sleeping.createStatement()) {
            migration.to(Phase.MIGRATION);
            for (String text : List.of(
                    "PREPARE p AS SELECT 1; " + ORDER + "; COMMIT",
                    ORDER + "; COMMIT; SAVEPOINT a b",
                    ORDER + "; COMMIT; SELECT 'not closed")) {
                assertState("0A000", () -> statement.execute(text));
            }
        }
        assertThat(migration.initial.number("SELECT count(*) FROM orders")).isZero();
    }

    /** The store's driver takes the braces away. */
    @Test
    void aCommitInAnEscapeIsRefused() throws SQLException {
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Statement statement = sleeping.createStatement()) {
            sleeping.setAutoCommit(false);
            statement.execute(ORDER);
            migration.to(Phase.MIGRATION);
            assertState("0A000", () -> statement.execute("{oj COMMIT}"));
            assertState("0A000", () -> statement.execute("SELECT 1; {oj COMMIT}"));
            assertState("40001", sleeping::commit);
        }
        assertThat(migration.initial.number("SELECT count(*) FROM orders")).isZero();
    }

    @Test
    void copyingOutDoesNotLaunchPastTheFence() throws Exception {
        try (Connection sleeping = migration.connectSleeping("sleeper")) {
            CopyManager copy = sleeping.unwrap(PGConnection.class).getCopyAPI();
            migration.to(Phase.MIGRATION);
            assertState("0A000", () -> copy.copyOut("COPY (" + ORDER + " RETURNING id) TO STDOUT", new StringWriter()));
            assertThat(migration.initial.number("SELECT count(*) FROM orders")).isZero();
            sleeping.setAutoCommit(false);
            copy.copyOut("COPY (" + ORDER + " RETURNING id) TO STDOUT", new StringWriter());
            assertState("0A000", () -> copy.copyOut("COMMIT", new StringWriter()));
            assertState("0A000", () -> copy.copyIn("COMMIT; COPY orders FROM STDIN", new StringReader("")));
            assertState("40001", sleeping::commit);
            assertThat(copy.copyOut("COPY orders (id) TO STDOUT", new StringWriter()))
                    .isZero();
        }
        assertThat(migration.initial.number("SELECT count(*) FROM orders")).isZero();
    }

    @Test
    void aBatchOfTextsIsRetriedUnseenLikeASingleLaunch() throws SQLException {
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Statement statement = sleeping.createStatement()) {
            migration.to(Phase.MIGRATION);
            statement.addBatch(INSERT);
            assertThat(statement.executeBatch()).containsExactly(1);
        }
        assertThat(migration.target.number("SELECT count(*) FROM instances")).isEqualTo(1);
    }

    /** In the string below, the quote behind the backslash would not end it, and a launch could be hidden in what follows. */
    @Test
    void stringsEndWhereTheAnalysisSeesTheirEnd() throws SQLException {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            assertState("0A000", () -> statement.execute("SET standard_conforming_strings TO off"));
            assertState("0A000", () -> statement.execute("SET LOCAL standard_conforming_strings = 'false'"));
            assertState(
                    "0A000", () -> statement.execute("SELECT set_config('Standard_Conforming_Strings', 'off', false)"));
            statement.execute("SET standard_conforming_strings = on");
            statement.execute("RESET standard_conforming_strings");
        }
        migration.initial.execute("ALTER ROLE CURRENT_USER SET standard_conforming_strings = off");
        try {
            assertState("08004", () -> migration.connect().close());
        } finally {
            migration.initial.execute("ALTER ROLE CURRENT_USER RESET standard_conforming_strings");
        }
    }

    /** The migration moves when routing looks at the value, between the view of the routing and that of the launch's ticket. */
    private final class MovingValue {
        private final String value;
        private int looks;

        MovingValue(String value) {
            this.value = value;
        }

        @Override
        public String toString() {
            looks++;
            if (looks == 2) { // the first is the store's driver's when it is bound
                try {
                    migration.to(Phase.MIGRATION);
                    migration.awaitHosts();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
            return value;
        }
    }

    @Test
    void aStatementIsRoutedAnewIfTheViewChangedBeforeItsTicket() throws SQLException {
        try (Connection connection = migration.connect()) {
            String id = LaunchTest.launch(connection, "k");
            PreparedStatement update =
                    connection.prepareStatement("UPDATE instances SET business_key = 'new' WHERE id = ?");
            update.setObject(1, new MovingValue(id), Types.VARCHAR);
            assertState("0A000", update::executeUpdate); // its entity is in the store that closed: not "no such row"
        }
    }

    @Test
    void rowsInsertedThroughAResultSetAreLaunchesToo() throws SQLException {
        try (Connection sleeping = migration.connectSleeping("sleeper");
                Statement statement =
                        sleeping.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE)) {
            ResultSet rows = statement.executeQuery("SELECT id, business_key FROM instances");
            insertRow(rows, "a.1");
            assertThat(migration.initial.strings("SELECT id FROM instances")).containsExactly("a.1");
            migration.to(Phase.MIGRATION);
            assertState("40001", () -> insertRow(rows, "a.2"));
        }
        assertThat(migration.initial.strings("SELECT id FROM instances")).containsExactly("a.1");
    }

    private static void insertRow(ResultSet rows, String id) throws SQLException {
        rows.moveToInsertRow();
        rows.updateString(1, id);
        rows.updateString(2, "key of " + id);
        rows.insertRow();
    }

    @Test
    void aRowThatWasInsertedAlthoughTheCallFailedIsNotCommittedUnchecked() throws SQLException {
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'k')");
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> statement.executeUpdate(INSERT + " RETURNING id"))
                    .isInstanceOf(SQLException.class);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        assertThat(migration.target.number("SELECT count(*) FROM instances")).isZero();
    }

    @Test
    void anAbortedTransactionStaysAbortedWithAutosave() throws SQLException {
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO jobs (id, name) VALUES (gen_random_uuid(), 'k')");
        try (Connection connection = DriverManager.getConnection(migration.url() + "&autosave=always");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            assertState(
                    "23505",
                    () -> statement.executeUpdate("INSERT INTO jobs (id, name) SELECT gen_random_uuid(), lower('K')"));
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        assertThat(migration.target.number("SELECT count(*) FROM jobs")).isZero();
    }

    @Test
    void anOldLookUpIsNoticedByAggregatesAndListsOfIds() throws SQLException {
        migration.to(Phase.PRE_MIGRATION);
        UUID stays = UUID.randomUUID();
        UUID moves = UUID.randomUUID();
        migration.initial.execute(
                "INSERT INTO jobs (id, name) VALUES ('" + stays + "', 'stays'), ('" + moves + "', 'moves')");
        try (Connection connection = migration.connect()) {
            for (UUID id : new UUID[] {stays, moves}) {
                assertThat(strings(connection, "SELECT name FROM jobs WHERE id = '" + id + "'"))
                        .hasSize(1);
            }
            migration.initial.execute("DELETE FROM jobs WHERE name = 'moves'");
            migration.target.execute("INSERT INTO jobs (id, name) VALUES ('" + moves + "', 'moves')");
            assertThat(strings(connection, "SELECT count(*) FROM jobs WHERE id = '" + moves + "'"))
                    .containsExactly("1");
            assertThat(strings(connection, "SELECT name FROM jobs WHERE id IN ('" + stays + "', '" + moves + "')"))
                    .containsExactlyInAnyOrder("stays", "moves");
        }
    }

    @Test
    void parametersAreTakenAsTheyWereWhenTheyWereBound() throws SQLException {
        migration.initial.execute("CREATE TABLE files (name text, body bytea)");
        byte[] body = {1};
        try (Connection connection = migration.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO files VALUES (?, ?)")) {
            for (byte b = 1; b <= 2; b++) {
                body[0] = b;
                insert.setString(1, "f" + b);
                insert.setBytes(2, body);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        assertThat(migration.initial.strings("SELECT name || body FROM files ORDER BY 1"))
                .containsExactly("f1\\x01", "f2\\x02");
    }

    @Test
    void anIdThatComesAsAStreamIsNotTakenForNull() throws SQLException {
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'k')");
        try (Connection connection = migration.connect();
                PreparedStatement select =
                        connection.prepareStatement("SELECT business_key FROM instances WHERE id = ?")) {
            select.setCharacterStream(1, new StringReader("a.1"));
            assertState("0A000", select::executeQuery);
        }
    }

    @Test
    void rowsOfAFailedBatchAreNotInTheNext() throws SQLException {
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'k')");
        try (Connection connection = migration.connect();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE instances SET n = n + ? WHERE id = 'a.1'")) {
            migration.initial.execute("UPDATE instances SET n = 0");
            update.setInt(1, 1);
            update.addBatch();
            StringReader closed = new StringReader("1");
            closed.close();
            update.setCharacterStream(1, closed, 1); // is read when its store is known
            update.addBatch();
            assertThatThrownBy(update::executeBatch).isInstanceOf(SQLException.class);
            update.setInt(1, 10);
            update.addBatch();
            assertThat(update.executeBatch()).containsExactly(1);
        }
        assertThat(migration.initial.number("SELECT n FROM instances")).isEqualTo(10);
    }

    @Test
    void returnedRowsOutliveTheDriversOwnTransaction() throws SQLException {
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            statement.setFetchSize(1);
            try (ResultSet rows = statement.executeQuery(
                    "INSERT INTO instances (business_key) VALUES ('a'), ('b'), ('c') RETURNING business_key")) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                assertThat(count).isEqualTo(3);
            }
            assertThat(statement.getFetchSize()).isEqualTo(1);
        }
    }

    @Test
    void aReadOnlyTransactionMayCallTheApplicationsFunctions() throws SQLException {
        migration.initial.execute("CREATE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT 42'");
        try (Connection connection = migration.connect()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThat(strings(connection, "SELECT answer()")).containsExactly("42");
            connection.commit();
        }
    }

    @Test
    void anIdThatAQuerySelectsMustLeadToTheAcceptingStoreAsWell() throws SQLException {
        migration.to(Phase.MIGRATION);
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            String own = "INSERT INTO orders (id, number) SELECT 5, lower('N')";
            assertState("40001", () -> statement.executeUpdate(own));
            assertThat(statement.executeUpdate("INSERT INTO orders (number) SELECT lower('N')"))
                    .isEqualTo(1);
        }
        assertThat(migration.target.strings("SELECT id FROM orders")).containsExactly("1000000");
    }

    @Test
    void maxRowsHoldsForTheRowsOfBothStores() throws SQLException {
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO instances (id, business_key) VALUES ('a.1', 'k1'), ('a.2', 'k2')");
        migration.target.execute("INSERT INTO instances (id, business_key) VALUES ('b.1', 'k3'), ('b.2', 'k4')");
        try (Connection connection = migration.connect();
                Statement statement = connection.createStatement()) {
            statement.setMaxRows(3);
            try (ResultSet rows = statement.executeQuery("SELECT id FROM instances")) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                assertThat(count).isEqualTo(3);
            }
        }
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
