package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.MigratingXADataSource;
import io.migratingjdbc.internal.model.Phase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Branches of distributed transactions, with the test as the transaction manager. */
class XaTest {

    private record Branch(String name) implements Xid {

        static Branch fresh() {
            return new Branch(UUID.randomUUID().toString());
        }

        @Override
        public int getFormatId() {
            return 4711;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return name.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {1, 2, 3};
        }
    }

    private final List<XAConnection> opened = new ArrayList<>();
    private TestMigration migration;
    private MigratingXADataSource source;
    private XAConnection xa;
    private Branch branch;

    @BeforeEach
    void create() throws SQLException {
        migration = TestMigration.create();
        migration.initial.execute("INSERT INTO instances (id, business_key, n) VALUES ('a.1', 'a', 0)");
        migration.target.execute("INSERT INTO instances (id, business_key, n) VALUES ('b.1', 'b', 0)");
        source = new MigratingXADataSource();
        source.setUrl(migration.url());
        source.setProperty("migrating.poll-interval", "100ms");
        xa = open(source);
        branch = Branch.fresh();
    }

    @AfterEach
    void close() throws SQLException {
        for (XAConnection connection : opened) {
            connection.close();
        }
    }

    private XAConnection open(MigratingXADataSource from) throws SQLException {
        XAConnection connection = from.getXAConnection();
        opened.add(connection);
        return connection;
    }

    @ParameterizedTest
    @EnumSource(Phase.class)
    void aBranchThatChangesOneStoreIsPreparedAndCommitted(Phase phase) throws Exception {
        migration.to(phase);
        migration.awaitHosts();
        Connection connection = xa.getConnection();
        XAResource resource = xa.getXAResource();
        for (String store :
                phase.twoStore() ? new String[] {"a", "b"} : new String[] {phase == Phase.COMPLETED ? "b" : "a"}) {
            branch = Branch.fresh();
            resource.start(branch, XAResource.TMNOFLAGS);
            assertThat(connection.getAutoCommit()).isFalse();
            increment(connection, store);
            resource.end(branch, XAResource.TMSUCCESS);
            assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_OK);
            assertThat(n(store)).isZero();
            assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                    .hasSize(1);
            resource.commit(branch, false);
            assertThat(n(store)).isEqualTo(1);
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void aBranchPreparedBeforeACrashIsRecoveredInALaterPhaseByANewDataSource() throws Exception {
        migration.to(Phase.PRE_MIGRATION);
        migration.awaitHosts();
        Branch second = Branch.fresh();
        prepare(xa, branch, "a");
        prepare(open(source), second, "b");
        xa.getConnection().abort(Runnable::run);
        migration.to(Phase.POST_MIGRATION);
        MigratingXADataSource restarted = new MigratingXADataSource();
        restarted.setUrl(migration.url() + "&migrating.application=restarted");
        XAResource resource = open(restarted).getXAResource();
        Xid[] found = resource.recover(XAResource.TMSTARTRSCAN);
        assertThat(found).hasSize(2);
        assertThat(resource.recover(XAResource.TMENDRSCAN)).isEmpty();
        Xid ours = Arrays.stream(found)
                .filter(xid -> Arrays.equals(xid.getGlobalTransactionId(), branch.getGlobalTransactionId()))
                .findFirst()
                .orElseThrow();
        resource.commit(ours, false);
        resource.rollback(second);
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
        assertCode(XAException.XAER_NOTA, () -> resource.commit(ours, false));
        assertThat(n("a")).isEqualTo(1);
        assertThat(n("b")).isZero();
    }

    private static void prepare(XAConnection xa, Branch branch, String store) throws Exception {
        XAResource resource = xa.getXAResource();
        Connection connection = xa.getConnection();
        resource.start(branch, XAResource.TMNOFLAGS);
        increment(connection, store);
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_OK);
    }

    @Test
    void aBranchThatReadsBothStoresAndChangesOneIsPreparedInThatOne() throws Exception {
        migration.to(Phase.MIGRATION);
        migration.awaitHosts();
        Connection connection = xa.getConnection();
        XAResource resource = xa.getXAResource();
        resource.start(branch, XAResource.TMNOFLAGS);
        assertThat(EveryPhaseTest.strings(connection, "SELECT count(*) FROM instances"))
                .containsExactly("2");
        increment(connection, "a");
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_OK);
        assertThat(migration.target.number(
                        "SELECT count(*) FROM pg_prepared_xacts WHERE database = current_database()"))
                .isZero();
        resource.rollback(branch);
        assertThat(n("a")).isZero();
        resource.start(branch, XAResource.TMNOFLAGS);
        assertThat(EveryPhaseTest.strings(connection, "SELECT count(*) FROM instances"))
                .containsExactly("2");
        resource.end(branch, XAResource.TMSUCCESS);
        assertThat(resource.prepare(branch)).isEqualTo(XAResource.XA_RDONLY);
    }

    @Test
    void theNextUserOfThePoolCommitsByItself() throws Exception {
        Connection connection = xa.getConnection();
        connection.setAutoCommit(false);
        XAResource resource = xa.getXAResource();
        resource.start(branch, XAResource.TMNOFLAGS);
        increment(connection, "a");
        connection.close();
        resource.end(branch, XAResource.TMSUCCESS);
        resource.commit(branch, true);
        try (Connection next = xa.getConnection()) {
            assertThat(next.getAutoCommit()).isTrue();
            increment(next, "a");
        }
        assertThat(n("a")).isEqualTo(2);
    }

    @Test
    void aBranchEndsInOnePhaseOrIsRolledBack() throws Exception {
        migration.to(Phase.MIGRATION);
        migration.awaitHosts();
        Connection connection = xa.getConnection();
        XAResource resource = xa.getXAResource();
        resource.start(branch, XAResource.TMNOFLAGS);
        increment(connection, "a");
        resource.end(branch, XAResource.TMSUCCESS);
        resource.start(branch, XAResource.TMJOIN);
        increment(connection, "a");
        resource.end(branch, XAResource.TMSUCCESS);
        resource.commit(branch, true);
        assertThat(n("a")).isEqualTo(2);
        resource.start(branch, XAResource.TMNOFLAGS);
        increment(connection, "a");
        resource.end(branch, XAResource.TMFAIL);
        resource.rollback(branch);
        assertThat(n("a")).isEqualTo(2);
        increment(connection, "a");
        assertThat(n("a")).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"STABLE", "MIGRATION", "COMPLETED"})
    void aLaunchInABranchIsRefusedWithTheReason(Phase phase) throws Exception {
        migration.to(phase);
        migration.awaitHosts();
        Connection connection = xa.getConnection();
        XAResource resource = xa.getXAResource();
        resource.start(branch, XAResource.TMNOFLAGS);
        assertThatThrownBy(() -> LaunchTest.launch(connection, "new"))
                .hasMessageContaining("XA")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("0A000");
        resource.end(branch, XAResource.TMFAIL);
        resource.rollback(branch);
        assertThat(LaunchTest.launch(connection, "new")).isNotNull();
    }

    @Test
    void aBranchThatChangesBothStoresIsRefusedEvenWhereOtherTransactionsMay() throws Exception {
        migration.to(Phase.MIGRATION);
        source.setProperty("migrating.cross-store", "ordered");
        XAConnection ordered = open(source);
        Connection connection = ordered.getConnection();
        XAResource resource = ordered.getXAResource();
        resource.start(branch, XAResource.TMNOFLAGS);
        increment(connection, "a");
        assertState("0A000", () -> increment(connection, "b"));
        assertState("25P02", () -> increment(connection, "a"));
        resource.end(branch, XAResource.TMSUCCESS);
        assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(branch));
        assertThat(n("a") + n("b")).isZero();
    }

    @Test
    void onlyTheTransactionManagerEndsABranch() throws Exception {
        Connection connection = xa.getConnection();
        XAResource resource = xa.getXAResource();
        resource.start(branch, XAResource.TMNOFLAGS);
        increment(connection, "a");
        assertState("55000", connection::commit);
        assertState("55000", connection::rollback);
        assertState("55000", connection::setSavepoint);
        assertState("55000", () -> connection.setAutoCommit(true));
        assertState("55000", () -> connection.createStatement().execute("COMMIT"));
        assertCode(XAException.XAER_PROTO, () -> resource.start(Branch.fresh(), XAResource.TMNOFLAGS));
        assertCode(XAException.XAER_PROTO, () -> resource.prepare(branch));
        assertCode(XAException.XAER_PROTO, () -> resource.end(Branch.fresh(), XAResource.TMSUCCESS));
        connection.close();
        resource.end(branch, XAResource.TMSUCCESS);
        resource.commit(branch, true);
        assertThat(n("a")).isEqualTo(1);
    }

    private static void increment(Connection connection, String store) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE instances SET n = n + 1 WHERE id = '" + store + ".1'"))
                    .isEqualTo(1);
        }
    }

    private long n(String store) throws SQLException {
        return (store.equals("a") ? migration.initial : migration.target)
                .number("SELECT n FROM instances WHERE id = '" + store + ".1'");
    }

    private static void assertCode(int code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(XAException.class)
                .extracting(e -> ((XAException) e).errorCode)
                .isEqualTo(code);
    }

    private static void assertState(String sqlState, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo(sqlState);
    }
}
