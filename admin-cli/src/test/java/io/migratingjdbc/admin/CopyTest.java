package io.migratingjdbc.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.admin.transition.Pace;
import io.migratingjdbc.admin.transition.Replication;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

class CopyTest {
    private static final String VERSION =
            "CREATE TABLE version (id bigserial PRIMARY KEY, definition_id bigint REFERENCES definition)";

    @TempDir
    private Path directory;

    @Test
    void rowsMayReferToRowsThatCameAfterTheirTableWasCopied() throws Exception {
        TestMigration migration = TestMigration.in(directory).set("table.version.class", "immutable");
        TestPostgres.execute(migration.initial(), VERSION);
        TestPostgres.execute(migration.target(), VERSION);
        assertThat(migration.run("init").exitCode()).isZero();
        assertThat(migration.run("start").exitCode()).isZero();

        try (Migration copying = Migration.ofPlanFile(migration.plan(), new Operator("test", noStep -> {}))) {
            Text live = new Text(new PrintWriter(Writer.nullWriter()), Ansi.OFF);
            try (Pacer pacer = new Pace(copying).pacer(orders -> orders, live)) {
                new Replication(copying)
                        .copy(copying.view(), 2, pacer, TwoStores.patience(), (table, copied, expected) -> {
                            if (table.name().equals("definition")) {
                                insertBoth(migration.initial());
                            }
                        });
            }
        }

        assertThat(migration.query(migration.target(), "SELECT definition_id FROM version"))
                .isEqualTo("7");
    }

    private static void insertBoth(String store) {
        try {
            TestPostgres.execute(
                    store,
                    "INSERT INTO definition (id, name) VALUES (7, 'late')",
                    "INSERT INTO version (definition_id) VALUES (7)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
