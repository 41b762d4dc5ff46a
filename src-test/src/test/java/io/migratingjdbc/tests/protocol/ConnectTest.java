package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.MigratingDataSource;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.PlanWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connecting, and what is wrong with settings, plans and stores when one cannot. */
class ConnectTest {
    @TempDir
    Path folder;

    @Test
    void withoutPlanAndRecordTheConnectionIsTheRawDriversOwn() throws SQLException {
        Database database = EmbeddedStores.shared().get(0).newDatabase();
        try (Connection connection = DriverManager.getConnection(database.url().replace("jdbc:", "jdbc:migrating:"))) {
            assertThat(connection).isInstanceOf(org.postgresql.jdbc.PgConnection.class);
        }
    }

    @Test
    void aDatabaseThatTakesPartInAMigrationIsNotUsedWithoutItsPlan() throws SQLException {
        TestMigration migration = TestMigration.create();
        String unplanned = migration.initial.url().replace("jdbc:", "jdbc:migrating:");
        assertThatThrownBy(() -> DriverManager.getConnection(unplanned))
                .hasMessageContaining("takes part in a migration")
                .hasMessageContaining("migrating.plan");
    }

    @Test
    void aMigrationThatWasNeverInitializedSaysWhatToDo() throws SQLException, IOException {
        Database initial = EmbeddedStores.shared().get(0).newDatabase("never_a");
        Database target = EmbeddedStores.shared().get(1).newDatabase("never_b");
        Path plan = PlanWriter.named("never")
                .initial("a", initial)
                .target("b", target)
                .immutable("definitions")
                .write(folder.resolve("plan.properties"));
        assertThatThrownBy(() -> DriverManager.getConnection(initial.migratingUrl(plan)))
                .hasMessageContaining("never")
                .hasMessageContaining("init");
    }

    @Test
    void anotherPlanThanTheSavedOneIsRefused() throws SQLException, IOException {
        TestMigration migration = TestMigration.create();
        Path other = PlanWriter.named("flow")
                .initial("a", migration.initial)
                .target("b", migration.target)
                .immutable("definitions")
                .write(folder.resolve("plan.properties"));
        assertThatThrownBy(() -> DriverManager.getConnection(migration.initial.migratingUrl(other)))
                .hasMessageContaining("same plan");
    }

    @Test
    void anUnknownSettingIsRefusedWithTheNearestKnownOne() throws SQLException {
        TestMigration migration = TestMigration.create();
        assertThatThrownBy(() -> DriverManager.getConnection(migration.url() + "&migrating.pol-interval=1s"))
                .hasMessageContaining("migrating.pol-interval")
                .hasMessageContaining("migrating.poll-interval");
    }

    @Test
    void noPasswordIsInTheErrorOfAStoreThatCannotBeReached() throws SQLException {
        TestMigration migration = TestMigration.create();
        Properties secret = new Properties();
        secret.setProperty("password", "top-secret-1");
        String elsewhere = migration.url() + "&migrating.initial.url=jdbc:postgresql://127.0.0.1:1/none"
                + "&migrating.initial.password=top-secret-2&migrating.connect-timeout=1s";
        assertThatThrownBy(() -> DriverManager.getConnection(elsewhere, secret)).satisfies(error -> {
            for (Throwable cause = error; cause != null; cause = cause.getCause()) {
                assertThat(cause.toString()).doesNotContain("top-secret");
            }
        });
    }

    @Test
    void theDataSourceConnectsLikeTheUrl() throws SQLException {
        TestMigration migration = TestMigration.create();
        MigratingDataSource source = new MigratingDataSource();
        source.setUrl(migration.initial.url().replace("jdbc:", "jdbc:migrating:"));
        source.setPlan(migration.plan.toString());
        try (Connection connection = source.getConnection()) {
            assertThat(LaunchTest.launch(connection, "k")).startsWith("a.");
            assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
            assertThat(connection.unwrap(org.postgresql.PGConnection.class)).isNotNull();
        }
        assertThatThrownBy(() -> new MigratingDataSource().getConnection()).hasMessageContaining("URL");
    }
}
