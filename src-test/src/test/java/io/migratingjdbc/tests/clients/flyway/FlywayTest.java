package io.migratingjdbc.tests.clients.flyway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.migratingjdbc.tests.clients.ClientFiles;
import io.migratingjdbc.tests.clients.ClientMigration;
import io.migratingjdbc.tests.clients.ClientMigration.Move;
import io.migratingjdbc.tests.harness.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that lets Flyway look at its schema with every start. */
class FlywayTest {
    private static final String[] ONE = {"classpath:clients/flyway/first"};
    private static final String[] TWO = {"classpath:clients/flyway/first", "classpath:clients/flyway/second"};
    private static final String[] THREE = {
        "classpath:clients/flyway/first", "classpath:clients/flyway/second", "classpath:clients/flyway/third"
    };
    private static final String VERSIONS = "SELECT version FROM flyway_schema_history ORDER BY installed_rank";

    @TempDir
    private Path directory;

    @Test
    void startsInEveryPhaseWhereNothingIsToBeMigrated() throws Exception {
        ClientMigration migration = migration();
        String withoutPlan = migration.initial().url().replace("jdbc:", "jdbc:migrating:");
        assertThat(start(withoutPlan, ONE).migrationsExecuted).isEqualTo(1);
        migration.target().execute(schemaOf(migration.initial()));
        migration.run("init");

        assertThat(start(migration.url(), TWO).migrationsExecuted).isEqualTo(1);
        migration.target().execute("ALTER TABLE orders ADD state text NOT NULL DEFAULT 'new'");
        migration.initial().execute("DELETE FROM orders");

        for (Move move : ClientMigration.THERE_AND_BACK) {
            migration.run(move.command());
            assertThat(start(migration.url(), TWO).migrationsExecuted)
                    .as(move.to().name())
                    .isZero();
        }
        assertThat(migration.target().strings(VERSIONS)).containsExactly("1", "2");
        assertThat(start(migration.url(), THREE).migrationsExecuted).isEqualTo(1);
        assertThat(migration.target().strings(VERSIONS)).containsExactly("1", "2", "3");
        assertThat(migration.initial().strings(VERSIONS)).containsExactly("1", "2");
    }

    @Test
    void refusesToChangeTheSchemaOfOneDatabaseOfTwo() throws Exception {
        ClientMigration migration = migration();
        start(migration.initial().url(), TWO);
        migration.initial().execute("DELETE FROM orders");
        migration.target().execute(schemaOf(migration.initial()));
        migration.run("init");
        for (Move move : ClientMigration.THERE_AND_BACK.subList(0, 2)) {
            migration.run(move.command());

            assertThatThrownBy(() -> start(migration.url(), THREE))
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("DDL that names table orders must be run in both stores directly");

            assertThat(start(migration.url(), TWO).migrationsExecuted).isZero();
        }
        for (Database store : List.of(migration.initial(), migration.target())) {
            assertThat(store.strings("SELECT column_name FROM information_schema.columns WHERE column_name = 'note'"))
                    .isEmpty();
        }
    }

    private ClientMigration migration() throws Exception {
        return ClientMigration.create(directory, ClientFiles.plan("flyway-plan.properties"));
    }

    private static MigrateResult start(String url, String... locations) {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            return migrate(pool, locations);
        }
    }

    private static MigrateResult migrate(DataSource source, String... locations) {
        FluentConfiguration configuration = Flyway.configure().dataSource(source);
        return configuration.locations(locations).load().migrate();
    }

    /** As {@code pg_dump --schema-only} would write it. */
    private static String[] schemaOf(Database database) throws SQLException {
        boolean withState = !database.strings("SELECT 1 FROM information_schema.columns"
                        + " WHERE table_name = 'orders' AND column_name = 'state'")
                .isEmpty();
        return new String[] {
            "CREATE TABLE flyway_schema_history (installed_rank int PRIMARY KEY, version varchar(50),"
                    + " description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL,"
                    + " checksum int, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(),"
                    + " execution_time int NOT NULL, success boolean NOT NULL)",
            "CREATE TABLE orders (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, number text NOT NULL UNIQUE"
                    + (withState ? ", state text NOT NULL DEFAULT 'new'" : "") + ")"
        };
    }
}
