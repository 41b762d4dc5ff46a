package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.MigratingConnectionPoolDataSource;
import io.migratingjdbc.MigratingDataSource;
import io.migratingjdbc.MigratingObjectFactory;
import io.migratingjdbc.MigratingXADataSource;
import io.migratingjdbc.internal.model.Phase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.naming.Referenceable;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.DataSource;
import javax.sql.PooledConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The data sources as beans, in a naming service, and under a pool of an application server's. */
class DataSourcesTest {

    /** What a pool is told. */
    private static final class Events implements ConnectionEventListener {
        private final List<String> events = new ArrayList<>();

        @Override
        public void connectionClosed(ConnectionEvent event) {
            events.add("closed");
        }

        @Override
        public void connectionErrorOccurred(ConnectionEvent event) {
            events.add("error " + event.getSQLException().getSQLState());
        }
    }

    private TestMigration migration;

    @BeforeEach
    void create() throws SQLException {
        migration = TestMigration.create();
        migration.initial.execute("INSERT INTO instances (id, business_key, n) VALUES ('a.1', 'a', 0)");
        migration.target.execute("INSERT INTO instances (id, business_key, n) VALUES ('b.1', 'b', 0)");
    }

    @Test
    void aDataSourceSurvivesSerializationAndANamingService() throws Exception {
        MigratingDataSource source = new MigratingDataSource();
        source.setUrl(migration.initial.migratingUrl(migration.plan));
        source.setUser("postgres");
        source.setPassword("secret");
        source.setPlan(migration.plan.toString());
        source.setLoginTimeout(20);
        source.setProperty("migrating.lease", "2s");
        for (Object copy : List.of(copyOf(source), named(source))) {
            MigratingDataSource same = (MigratingDataSource) copy;
            assertThat(same.getUrl()).isEqualTo(source.getUrl());
            assertThat(same.getUser()).isEqualTo("postgres");
            assertThat(same.getPassword()).isEqualTo("secret");
            assertThat(same.getPlan()).isEqualTo(source.getPlan());
            assertThat(same.getLoginTimeout()).isEqualTo(20);
            assertThat(same.getProperty("migrating.lease")).isEqualTo("2s");
            try (Connection connection = same.getConnection()) {
                assertThat(LaunchTest.stateOf(connection, "a.1")).isEqualTo("new");
            }
        }
        assertThat(named(new MigratingXADataSource())).isInstanceOf(MigratingXADataSource.class);
        assertThat(named(new MigratingConnectionPoolDataSource()))
                .isInstanceOf(MigratingConnectionPoolDataSource.class);
        assertThat(source.unwrap(DataSource.class)).isSameAs(source);
        assertThat(source.toString()).doesNotContain("secret");
    }

    @Test
    void aDataSourceWithoutAUrlSaysSo() {
        assertThatThrownBy(() -> new MigratingDataSource().getConnection()).hasMessageContaining("jdbc:migrating:");
    }

    private static Object copyOf(Object source) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(source);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static Object named(Referenceable source) throws Exception {
        return new MigratingObjectFactory().getObjectInstance(source.getReference(), null, null, null);
    }

    @Test
    void aPooledConnectionKeepsItsSessionsAndForgetsWhatItsUserLeft() throws SQLException {
        migration.to(Phase.MIGRATION);
        PooledConnection pooled = pooled();
        Events events = new Events();
        pooled.addConnectionEventListener(events);
        List<String> pids = pids(pooled.getConnection());
        Connection user = pooled.getConnection();
        Statement statement = user.createStatement();
        assertThat(statement.getConnection()).isSameAs(user);
        user.setAutoCommit(false);
        statement.executeUpdate("UPDATE instances SET n = 1 WHERE id = 'b.1'");
        user.close();
        assertThat(user.isClosed()).isTrue();
        assertThatThrownBy(() -> statement.executeQuery("SELECT 1")).isInstanceOf(SQLException.class);
        assertThatThrownBy(user::commit).isInstanceOf(SQLException.class);
        assertThat(events.events).containsExactly("closed");
        assertThat(migration.target.number("SELECT n FROM instances")).isZero();
        Connection next = pooled.getConnection();
        assertThat(next.getAutoCommit()).isTrue();
        assertThat(pids(next)).isEqualTo(pids);
        pooled.close();
        assertThatThrownBy(pooled::getConnection).isInstanceOf(SQLException.class);
    }

    @Test
    void aPoolIsToldOfAConnectionThatDied() throws SQLException {
        PooledConnection pooled = pooled();
        Events events = new Events();
        pooled.addConnectionEventListener(events);
        Connection connection = pooled.getConnection();
        assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1 / 0"))
                .isInstanceOf(SQLException.class);
        assertThat(events.events).isEmpty();
        migration.initial.execute(
                "SELECT pg_terminate_backend(" + pids(connection).get(0) + ")");
        assertThatThrownBy(() -> connection.createStatement().execute("SELECT 1"))
                .isInstanceOf(SQLException.class);
        assertThat(events.events).hasSize(1).first().asString().startsWith("error ");
        pooled.close();
    }

    private PooledConnection pooled() throws SQLException {
        MigratingConnectionPoolDataSource source = new MigratingConnectionPoolDataSource();
        source.setUrl(migration.url());
        return source.getPooledConnection();
    }

    private static List<String> pids(Connection connection) throws SQLException {
        List<String> pids = new ArrayList<>();
        for (String id : List.of("a.1", "b.1")) {
            pids.addAll(EveryPhaseTest.strings(
                    connection, "SELECT pg_backend_pid() FROM instances WHERE id = '" + id + "'"));
        }
        return pids;
    }
}
