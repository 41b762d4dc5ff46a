package io.migratingjdbc.admin.transition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.admin.Cli;
import io.migratingjdbc.admin.TestMigration;
import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.replicate.Sql;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** Commands that are about to end a migration, and others that go on with it, at the same time. */
class SealTest {
    private static final String SEALED = "SELECT sealed_in FROM migrating_evacuation";
    private static final String COPIES_COUNT = "SELECT copies_count_in FROM migrating_evacuation";
    private static final String EPOCH = "SELECT epoch FROM migrating_migration";

    @TempDir
    private Path directory;

    private TestMigration migration;
    private Migration ending;
    private Migration other;

    /** In POST_MIGRATION, with an ended entity that was copied. */
    @BeforeEach
    void evacuated() throws SQLException, IOException {
        migration = TestMigration.in(directory).set("table.instance.finished-when", "state = 'done'");
        TestPostgres.execute(migration.initial(), "INSERT INTO instance VALUES ('pg1.1', 'ended', NULL, 'done')");
        for (String command : new String[] {"init", "start", "advance --wait", "advance", "evacuate"}) {
            Cli run = migration.run(command.split(" "));
            assertThat(run.exitCode())
                    .as(command + "\n" + run.out() + run.err())
                    .isZero();
        }
        ending = open();
        other = open();
    }

    @AfterEach
    void close() throws SQLException {
        ending.close();
        other.close();
    }

    @Test
    void whoeverOpensItKeepsTheTransitionFromBeginning() throws SQLException {
        MigrationView view = ending.view();
        Seal.close(ending, view, Phase.COMPLETED).orElseThrow().keepCopies();
        assertThat(initial(SEALED)).isEqualTo(target(COPIES_COUNT)).isEqualTo(String.valueOf(view.epoch()));

        assertThat(Seal.open(other, other.view()).epoch()).isEqualTo(view.epoch() + 1);

        assertThat(initial(SEALED)).isNull();
        assertThat(target(COPIES_COUNT)).isNull();
        assertThatThrownBy(() -> begin(view))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
        assertThat(migration.phase()).isEqualTo("POST_MIGRATION");
        assertThat(ending.view().pending()).isNull();
    }

    @Test
    void nobodyOpensItWhenTheTransitionHasBegun() throws SQLException {
        MigrationView before = other.view();
        MigrationView view = ending.view();
        Seal.close(ending, view, Phase.COMPLETED).orElseThrow().keepCopies();
        begin(view);

        assertThatThrownBy(() -> Seal.open(other, before)).hasMessageContaining("with a transition begun");

        assertThat(initial(SEALED)).isEqualTo(target(COPIES_COUNT)).isEqualTo(String.valueOf(view.epoch()));
    }

    @Test
    void oneThatWakesUpLateDoesNotOpenWhatWasClosedSince() throws Exception {
        MigrationView view = ending.view();
        Seal.close(ending, view, Phase.COMPLETED).orElseThrow().keepCopies();
        try (Connection hold = TestPostgres.connect(migration.target())) {
            hold.setAutoCommit(false);
            Sql.execute(hold, "SELECT FROM migrating_evacuation FOR UPDATE");
            CompletableFuture<MigrationView> opening = CompletableFuture.supplyAsync(() -> opened(view));
            while (!initial(EPOCH).equals(String.valueOf(view.epoch() + 1))) {
                assertThat(opening).isNotDone();
            }
            Seal.close(ending, ending.view(), Phase.COMPLETED).orElseThrow();
            hold.commit();
            opening.get(60, TimeUnit.SECONDS);
        }

        assertThat(initial(SEALED)).isEqualTo(String.valueOf(view.epoch() + 1));
        assertThat(target(COPIES_COUNT)).isNull();
    }

    @Test
    void isNotSetBackByOneThatWakesUpLate() throws SQLException {
        MigrationView view = ending.view();
        Seal late = Seal.close(ending, view, Phase.COMPLETED).orElseThrow();
        Seal.open(other, view);
        MigrationView now = other.view();
        Seal.close(other, now, Phase.COMPLETED).orElseThrow().keepCopies();

        late.keepCopies();

        assertThat(target(COPIES_COUNT)).isEqualTo(initial(SEALED)).isEqualTo(String.valueOf(now.epoch()));
    }

    @Test
    void closesAlsoWhereNoRunHasLeftARow() throws SQLException {
        TestPostgres.execute(migration.initial(), "DELETE FROM migrating_evacuation");

        Seal.close(ending, ending.view(), Phase.COMPLETED);

        assertThat(initial(SEALED)).isEqualTo(initial(EPOCH));
    }

    @Test
    void nobodyOpensOnBehalfOfAnEpochThatIsNotTheirs() throws SQLException {
        MigrationView view = ending.view();
        Seal.close(ending, view, Phase.COMPLETED).orElseThrow();
        Seal.open(other, view);
        Seal.close(other, other.view(), Phase.COMPLETED);

        assertThatThrownBy(() -> Seal.open(ending, view)).hasMessageContaining("run this again");

        assertThat(initial(SEALED)).isEqualTo(initial(EPOCH));
    }

    @Test
    void rowsOnTheirWayAtTheLastMomentAreCarried() throws SQLException {
        TestPostgres.execute(migration.target(), "INSERT INTO definition (id, name) VALUES (777, 'late')");

        assertThat(atTheLastMoment()).allMatch(Precondition::holds);

        assertThat(initial("SELECT name FROM definition WHERE id = 777")).isEqualTo("late");
    }

    @Test
    void rowsThatTurnOutToDifferWhenTheyAreCarriedStopTheEnd() throws SQLException {
        TestPostgres.execute(migration.target(), "INSERT INTO definition (id, name) VALUES (777, 'late')");
        TestPostgres.execute(
                migration.initial(),
                "SET migrating.apply = 'on'",
                "INSERT INTO definition (id, name) VALUES (777, 'other')");

        assertThat(atTheLastMoment())
                .filteredOn(each -> !each.holds())
                .extracting(Precondition::name)
                .containsExactly("No immutable row differs between the stores");
    }

    private List<Precondition> atTheLastMoment() throws SQLException {
        MigrationView view = ending.view();
        Waiting waiting = new Waiting(
                ending, new Text(new PrintWriter(Writer.nullWriter()), Ansi.OFF), pause -> {}, System::nanoTime);
        return waiting.butForRowsOnTheirWay(Conditions.DEFAULT.of(view.phase(), Phase.COMPLETED), view);
    }

    private MigrationView opened(MigrationView view) {
        try {
            return Seal.open(other, view);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void begin(MigrationView view) throws SQLException {
        try (Connection metadata = ending.plane().metadata().open()) {
            ending.plane().record().begin(metadata, view, Phase.COMPLETED);
        }
    }

    private Migration open() throws SQLException {
        return Migration.ofPlanFile(migration.plan(), Operator.ofThisProcess(step -> {}));
    }

    private String initial(String sql) throws SQLException {
        return migration.query(migration.initial(), sql);
    }

    private String target(String sql) throws SQLException {
        return migration.query(migration.target(), sql);
    }
}
