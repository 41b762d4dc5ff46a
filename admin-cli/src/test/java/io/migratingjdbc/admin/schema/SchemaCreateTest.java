package io.migratingjdbc.admin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.admin.Cli;
import io.migratingjdbc.admin.TestMigration;
import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCreateTest {
    @TempDir
    private Path directory;

    private TestMigration migration;

    @BeforeEach
    void rich() throws SQLException, IOException {
        migration = RichSchema.in(directory);
    }

    @Test
    void anEmptyTargetGetsEverythingAndTheRestAfterTheCopy() throws Exception {
        Cli dry = done("schema", "create", "--dry-run");
        assertThat(dry.out()).contains("CREATE TABLE public.definition", "6 put off until after the copy");
        assertThat(migration.run("schema", "diff").out()).contains("Differences: 14 for which preflight fails");

        assertThat(done("schema", "create").out()).contains("36 statements were run, 6 put off");

        assertThat(done("schema", "diff").out())
                .contains("deferred: it comes after the copy")
                .contains("Differences: 0 for which preflight fails, 0 to know of, 6 for information.");
        assertThat(done("schema", "create").out()).contains("0 statements were run, 0 put off");
        done("init");
        done("start");
        assertThat(done("status").out()).contains("[ ]  The indexes and foreign keys that were put off are there");
        done("copy");
        assertThat(done("schema", "diff").out()).isEqualTo("The schemas are the same.\n");
        assertThat(done("verify").out())
                .contains("  Odd \"Name: 3000 rows are the same", "  log: 60 rows are the same");
        done("advance", "--wait");
        assertThat(done("events").out()).contains("make what was put off", "foreign key of_definition of table event");
    }

    @Test
    void aTableThatTheInitialStoreDoesNotHave() throws Exception {
        TestPostgres.execute(migration.target(), "CREATE TABLE only_there (id int PRIMARY KEY)");
        migration.set("table.nowhere.class", "immutable").set("table.only_there.class", "immutable");

        assertThat(migration.run("schema", "diff").out())
                .contains("Table nowhere is in neither store", "Table only_there is only in the target")
                .contains("correct migrating.table.nowhere.class");
        assertThat(migration.run("schema", "create").err())
                .contains("Table nowhere does not exist in the initial store")
                .contains("Table only_there does not exist in the initial store");
    }

    @Test
    void whatIsThereIsLeft() throws Exception {
        TestPostgres.execute(
                migration.target(),
                "CREATE TABLE task (id smallint, instance_id text, state int)",
                "INSERT INTO task VALUES (1, 'x', 2), (1, 'x', 3)");

        Cli create = migration.run("schema", "create");

        assertThat(create.exitCode()).isEqualTo(1);
        assertThat(create.out())
                .contains("FAIL  Column state of table task has type text in the initial store but integer")
                .contains("FAIL  Primary key of table task is missing in the target")
                .contains("ALTER TABLE public.task ADD CONSTRAINT task_pkey PRIMARY KEY (id)");
        assertThat(migration.query(migration.target(), "SELECT sum(state) FROM task"))
                .isEqualTo("5");
    }

    @Test
    void anEmptyTableGetsTheKeysThatItLacks() throws Exception {
        done("schema", "create");
        done("init");
        TestPostgres.execute(
                migration.target(),
                "ALTER TABLE task DROP CONSTRAINT task_pkey",
                "DROP INDEX one_new",
                "ALTER TABLE definition DROP CONSTRAINT names");

        assertThat(done("schema", "create").out()).contains("3 statements were run");
        assertThat(done("schema", "diff").out()).contains("Differences: 0 for which preflight fails");
        assertThat(done("events").out()).contains("schema create", "3 statements run in the target, 0 put off");
    }

    @Test
    void whatCannotBeMadeIsNamedBeforeAnythingIs() throws Exception {
        TestPostgres.execute(migration.target(), "DROP EXTENSION citext");

        Cli create = migration.run("schema", "create");

        assertThat(create.exitCode()).isEqualTo(1);
        assertThat(create.err())
                .contains("Extension citext (install it on the server, then CREATE EXTENSION \"citext\")")
                .hasLineCount(1);
        nothingWasMade();
    }

    @Test
    void aStatementThatFailsIsNamedWithTheWayOutAndNothingIsMade() throws Exception {
        TestPostgres.execute(migration.target(), "CREATE TABLE task_id_seq (taken int)");

        Cli create = migration.run("schema", "create");

        assertThat(create.exitCode()).isEqualTo(1);
        assertThat(create.err())
                .contains("Sequence public.task_id_seq of table task cannot be made in pg2 (target)")
                .contains("rename or drop it");
        nothingWasMade();
    }

    @Test
    void stoppedAnywhereNothingIsMadeAndTheNextRunMakesAll() throws Exception {
        for (int stop : List.of(1, 12, 36)) {
            assertThatThrownBy(() -> create(stop)).isInstanceOf(Crash.class);
            nothingWasMade();
        }
        CompletableFuture<CreatedSchema> other = CompletableFuture.supplyAsync(() -> createUnchecked());
        CreatedSchema mine = createUnchecked();
        assertThat(mine.statements().size() + other.join().statements().size()).isEqualTo(36);
        assertThat(mine.deferred().size() + other.join().deferred().size()).isEqualTo(6);
        assertThat(done("schema", "diff").out()).contains("Differences: 0 for which preflight fails");
    }

    private static final class Crash extends Error {}

    private CreatedSchema createUnchecked() {
        try {
            return create(Integer.MAX_VALUE);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private CreatedSchema create(int stop) throws SQLException {
        AtomicInteger steps = new AtomicInteger();
        try (Migration opened =
                Migration.ofPlanFile(migration.plan(), Operator.ofThisProcess(TransitionListener.NONE))) {
            Consumer<String> crash = step -> {
                if (steps.incrementAndGet() == stop) {
                    throw new Crash();
                }
            };
            return new SchemaCreation(opened.moved(), opened.control(), "the target", crash)
                    .run(
                            opened.stores().connection(Role.INITIAL),
                            opened.stores().connection(Role.TARGET),
                            false);
        }
    }

    @Test
    void missingRights() throws Exception {
        TestPostgres.execute(migration.target(), "DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN");
        migration
                .set("target.user", "reader")
                .set("target.url", migration.target().replaceAll("[?&]user=[^&]*", ""));

        assertThat(migration.run("schema", "create").err()).contains("permission denied", "GRANT the plan's user");
        nothingWasMade();
    }

    private void nothingWasMade() throws SQLException {
        assertThat(migration.query(
                        migration.target(),
                        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                                + " AND relname <> 'task_id_seq'"))
                .isEqualTo("0");
    }

    private Cli done(String... command) {
        Cli cli = migration.run(command);
        assertThat(cli.exitCode()).as(cli.out() + cli.err()).isZero();
        return cli;
    }
}
