package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is named with the fix, before anything is changed. */
class BadInputTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void plan() throws SQLException, IOException {
        migration = TestMigration.in(directory);
    }

    @Test
    void unknownKey() throws Exception {
        migration.set("inital.id", "pg1");

        refused("migrating.inital.id", "migrating.initial.id");
    }

    @Test
    void missingTable() throws Exception {
        migration.set("table.nowhere.class", "immutable");

        refused("Table nowhere does not exist in pg1 (initial)", "Table nowhere does not exist in pg2 (target)");
    }

    @Test
    void missingColumn() throws Exception {
        migration.set("table.instance.key", "no_such");

        refused("migrating.table.instance.key names no_such", "business_key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state",
                "no_such = 1",
                "state = 'done') OR (true",
                "state = now()::text",
                "random() > 0.5",
                "EXISTS (SELECT FROM task)",
                "count(*) > 1",
                "state = 'done' AND"
            })
    void finishedWhenThatIsNoPredicateOfTheRow(String predicate) throws Exception {
        migration.set("table.instance.finished-when", predicate);

        refused(
                "migrating.table.instance.finished-when does not do in pg1 (initial)",
                "by the columns of the row alone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state IN ('done', 'cancelled')",
                "instance.state = 'done' -- or so",
                "state LIKE 'end%' OR id IS NULL"
            })
    void finishedWhenThatIsOne(String predicate) throws Exception {
        migration.set("table.instance.finished-when", predicate);

        assertThat(migration.run("init").out()).contains("OK    finished-when can be decided by each row alone");
    }

    @Test
    void keyWithoutUniqueIndex() throws Exception {
        TestPostgres.execute(migration.target(), "ALTER TABLE instance DROP CONSTRAINT instance_business_key_key");

        refused("Key [business_key] of table instance has no unique index", "pg2 (target)", "CREATE UNIQUE INDEX");
    }

    @Test
    void keyWithMeaningfulNulls() throws Exception {
        TestPostgres.execute(
                migration.target(),
                "ALTER TABLE instance ALTER business_key DROP NOT NULL,"
                        + " DROP CONSTRAINT instance_business_key_key, ADD UNIQUE NULLS NOT DISTINCT (business_key)");

        refused("Key [business_key] of table instance has no unique index", "pg2 (target)", "NOT NULL");
    }

    @Test
    void keyThatTheStoreComputes() throws Exception {
        TestPostgres.execute(
                migration.target(),
                "ALTER TABLE instance DROP business_key,"
                        + " ADD business_key text GENERATED ALWAYS AS (lower(state)) STORED UNIQUE");

        refused("Key column instance.business_key in pg2 (target) is GENERATED from other columns");
    }

    @Test
    void keyThatATriggerSets() throws Exception {
        TestPostgres.execute(
                migration.target(),
                "CREATE FUNCTION lower_key() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN NEW.business_key = lower(NEW.business_key); RETURN NEW; END$$",
                "CREATE FUNCTION only_reads() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN IF NEW.business_key = '' THEN NEW.state := 'x'; END IF; RETURN NEW; END$$",
                "CREATE TRIGGER lowers BEFORE INSERT OR UPDATE ON instance FOR EACH ROW EXECUTE FUNCTION lower_key()",
                "CREATE TRIGGER reads BEFORE INSERT ON instance FOR EACH ROW EXECUTE FUNCTION only_reads()");

        assertThat(migration.run("init").out())
                .contains("Trigger lowers on instance in pg2 (target) sets key column business_key")
                .doesNotContain("Trigger reads");
    }

    @Test
    void prefixOnANumber() throws Exception {
        migration.set("table.counter.ids", "prefix");

        refused("ids=prefix needs a text column, but counter.id in pg1 (initial) is integer");
    }

    @Test
    void rangeWithoutASequence() throws Exception {
        TestPostgres.execute(migration.target(), "ALTER TABLE counter ALTER id DROP IDENTITY");

        refused("counter.id in pg2 (target) has no identity and no sequence");
    }

    @Test
    void immutableWithoutPrimaryKey() throws Exception {
        TestPostgres.execute(
                migration.target(),
                "ALTER TABLE instance DROP CONSTRAINT instance_definition_id_fkey",
                "ALTER TABLE definition DROP CONSTRAINT definition_pkey");

        refused("The immutable table definition has no primary key in pg2 (target)");
    }

    @Test
    void bothStoresTheSameDatabase() throws Exception {
        migration.set("target.url", migration.initial().replace("localhost", "127.0.0.1"));

        refused("same database");
    }

    @Test
    void unreachableStore() throws Exception {
        migration.set("target.url", "jdbc:postgresql://localhost:1/x?password=hunter2");

        refused("Store pg2 at jdbc:postgresql://localhost:1/x cannot be reached");
    }

    @Test
    void noRights() throws Exception {
        TestPostgres.execute(
                migration.target(),
                "DROP ROLE IF EXISTS poor",
                "CREATE ROLE poor LOGIN",
                "GRANT SELECT ON instance TO poor");
        migration
                .set("target.user", "poor")
                .set("target.url", migration.target().replaceAll("[?&]user=[^&]*", ""));

        refused("User poor may not INSERT on table instance in pg2 (target)", "GRANT INSERT ON instance TO poor");
        TestPostgres.execute(migration.target(), "DROP OWNED BY poor", "DROP ROLE poor");
    }

    @Test
    void notInitialized() {
        Cli status = migration.run("status");

        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.err()).contains("run init first").hasLineCount(1);
    }

    @Test
    void aChangedPlanIsReplacedInStableOnly() throws Exception {
        assertThat(migration.run("init").exitCode()).isZero();
        migration.set("table.counter.ids", "lookup");
        assertThat(migration.run("start").err()).contains("run init to replace it");
        assertThat(migration.run("init").out()).contains("epoch 2");
        assertThat(migration.run("init").out()).contains("Initialized already");
        assertThat(migration.run("start").exitCode()).isZero();
        migration.set("table.counter.ids", "range");

        Cli refused = migration.run("init");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("PRE_MIGRATION", "another plan");
    }

    @Test
    void commandLine() {
        assertThat(Cli.run("nonsense").exitCode()).isEqualTo(2);
        assertThat(Cli.run("status").err()).contains("--plan");
        assertThat(migration.run("advance", "--timeout", "soon").exitCode()).isEqualTo(2);
        assertThat(Cli.run("status", "--plan", "/no/such/file").err()).contains("There is no plan file /no/such/file");
    }

    private void refused(String... texts) throws SQLException {
        Cli init = migration.run("init");
        assertThat(init.exitCode()).as(init.out() + init.err()).isEqualTo(1);
        assertThat(init.out() + init.err()).contains(texts).doesNotContain("hunter2");
        for (String store : new String[] {migration.initial(), migration.target()}) {
            assertThat(migration.query(store, "SELECT count(*) FROM pg_class WHERE relname LIKE 'migrating%'"))
                    .isEqualTo("0");
        }
    }
}
