package io.migratingjdbc.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.Cli;
import io.migratingjdbc.admin.TestMigration;
import io.migratingjdbc.admin.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanSuggestTest {

    @Test
    void proposesAClassForEachTableWithTheReason() throws SQLException {
        String url = workflowDatabase();

        Cli suggested = Cli.run("plan", "suggest", "--url", url, "--user", "postgres");

        assertThat(suggested.exitCode()).as(suggested.err()).isZero();
        assertThat(suggested.out().lines())
                .contains(
                        "migrating.initial.password=${env:INITIAL_PASSWORD}",
                        "migrating.table.definition.class=immutable",
                        "migrating.table.instance.class=keyed",
                        "migrating.table.instance.key=business_key",
                        "migrating.table.instance.instance-id=id",
                        "migrating.table.instance.ids=prefix",
                        "migrating.table.task.class=transient",
                        "migrating.table.task.instance-id=instance_id",
                        "migrating.table.task.entity=instance",
                        "migrating.table.note.class=transient",
                        "migrating.table.note.entity=instance",
                        "migrating.table.counter.class=keyed",
                        "migrating.table.counter.key=id",
                        "migrating.table.counter.ids=range",
                        "migrating.table.scheduled_tasks.class=keyed",
                        "migrating.table.scheduled_tasks.key=task_name,task_instance",
                        "migrating.table.scheduled_tasks.ids=lookup",
                        "# migrating.table.untouched.class=");
        assertThat(suggested.out())
                .contains("# never updated or deleted by the statistics (1 inserts, 0 updates, 0 deletes)")
                .contains("# child of instance by the foreign key task_instance_id_fkey")
                .contains("# CHECK: no foreign key leads to the instance id of instance");
    }

    @Test
    void writesTheFileOnce(@TempDir Path directory) throws SQLException {
        String url = TestPostgres.newDatabase();
        Path plan = directory.resolve("plan.properties");
        String[] command = {"plan", "suggest", "--url", url + "&password=hunter2", "--out", plan.toString()};

        assertThat(Cli.run(command).exitCode()).isZero();
        Cli again = Cli.run(command);

        assertThat(plan).content().contains("migrating.name=migration").doesNotContain("hunter2");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains(plan + " exists already").hasLineCount(1);
    }

    @Test
    void readsTheInitialStoreOfAPlan(@TempDir Path directory) throws SQLException, IOException {
        TestMigration migration = TestMigration.in(directory);

        Cli suggested = migration.run("plan", "suggest");

        assertThat(suggested.out()).contains("migrating.table.instance.key=business_key");
        assertThat(Cli.run("plan", "suggest").exitCode()).isEqualTo(2);
    }

    @Test
    void namesTheVariableThatIsMissing() {
        Cli suggested =
                Cli.run("plan", "suggest", "--url", "jdbc:postgresql://localhost/x", "--password-env", "NO_SUCH");

        assertThat(suggested.exitCode()).isEqualTo(2);
        assertThat(suggested.err()).contains("NO_SUCH");
    }

    @Test
    void saysInOneLineThatTheDatabaseCannotBeReached() {
        Cli suggested = Cli.run("plan", "suggest", "--url", "jdbc:postgresql://localhost:1/x?password=hunter2");

        assertThat(suggested.exitCode()).isEqualTo(1);
        assertThat(suggested.err())
                .contains("localhost:1")
                .doesNotContain("hunter2")
                .hasLineCount(1);
    }

    private static String workflowDatabase() throws SQLException {
        String url = TestPostgres.newDatabase();
        TestPostgres.execute(
                url,
                "CREATE TABLE definition (id int PRIMARY KEY, name text UNIQUE)",
                "CREATE TABLE instance (id text PRIMARY KEY DEFAULT gen_random_uuid(), business_key text UNIQUE,"
                        + " definition_id int REFERENCES definition, state text)",
                "CREATE TABLE task (id bigserial PRIMARY KEY, instance_id text REFERENCES instance, position int,"
                        + " UNIQUE (instance_id, position))",
                "CREATE TABLE note (task_id bigint REFERENCES task, line text)",
                "CREATE TABLE counter (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value int)",
                "CREATE TABLE scheduled_tasks (task_name text, task_instance text, picked boolean,"
                        + " PRIMARY KEY (task_name, task_instance))",
                "CREATE TABLE untouched (line text)",
                "INSERT INTO definition VALUES (1, 'order')",
                "INSERT INTO instance VALUES ('i1', 'k1', 1, 'new')",
                "UPDATE instance SET state = 'done'",
                "INSERT INTO task (instance_id, position) VALUES ('i1', 1)",
                "UPDATE task SET position = 2",
                "INSERT INTO note VALUES (1, 'hello')",
                "INSERT INTO counter (value) VALUES (1)",
                "UPDATE counter SET value = 2",
                "INSERT INTO scheduled_tasks VALUES ('t', 'i', false)",
                "DELETE FROM scheduled_tasks",
                "SELECT pg_stat_force_next_flush()");
        return url;
    }
}
