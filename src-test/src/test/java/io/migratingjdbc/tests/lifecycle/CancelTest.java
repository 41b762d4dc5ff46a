package io.migratingjdbc.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.lifecycle.Deed.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollback from PRE_MIGRATION leaves both databases as start found them, and no application notices. */
class CancelTest {
    @TempDir
    private Path directory;

    @Test
    void leavesTheCatalogsAsTheyWereWhileApplicationsWork() throws Exception {
        LoadedMigration migration = LoadedMigration.create(EmbeddedStores.shared(), directory, 5_000);
        try (LoadFleet load = migration.startLoad()) {
            List<String> initial = CatalogSnapshot.of(migration.initial);
            List<String> target = CatalogSnapshot.of(migration.target);
            List<String> positions = CatalogSnapshot.positions(migration.target);
            migration.mustRun("start", "--wait");
            migration.mustRun("copy");
            migration.mustRun("verify");
            load.awaitMore();
            assertThat(CatalogSnapshot.of(migration.target)).isNotEqualTo(target);
            assertThat(migration.target.number("SELECT count(*) FROM entries")).isGreaterThanOrEqualTo(5_000);

            migration.mustRun("rollback", "--delete-copied");

            assertThat(migration.phase()).isEqualTo(Phase.STABLE);
            assertThat(CatalogSnapshot.of(migration.initial)).containsExactlyElementsOf(initial);
            assertThat(CatalogSnapshot.of(migration.target)).containsExactlyElementsOf(target);
            assertThat(CatalogSnapshot.positions(migration.target)).isEqualTo(positions);
            assertThat(migration.target.strings("SELECT store_id || ' ' || status FROM migrating_store"))
                    .containsExactly("b closed");
            assertThat(migration.target.number("SELECT count(*) FROM entries")).isZero();
            assertThat(migration.target.number("SELECT count(*) FROM definitions"))
                    .isZero();

            load.awaitMore();
            migration.mustRun("start", "--wait");
            migration.mustRun("advance", "--wait");
            migration.mustRun("advance", "--wait");
            long bothUntil = Journal.now();
            migration.mustRun("finish", "--wait");
            load.awaitMore();
            List<Deed> deeds = load.stop();
            assertThat(deeds).noneMatch(deed -> deed.outcome() == Outcome.UNKNOWN);
            assertThat(Verdict.of(deeds, migration.target, migration.initial, bothUntil))
                    .isEmpty();
            assertThat(load.complaints()).isEmpty();
        }
    }

    @Test
    void givesSequencesBackWhatTheyWereAndKeepsRowsThatWereThereBefore() throws Exception {
        LoadedMigration migration = LoadedMigration.create(EmbeddedStores.shared(), directory, 10);
        for (Database store : List.of(migration.initial, migration.target)) {
            store.execute("ALTER SEQUENCE entries_id_seq MINVALUE -5 MAXVALUE 900000 START WITH 7 CYCLE");
        }
        migration.target.execute(
                "SELECT setval('entries_id_seq', 55)",
                "INSERT INTO definitions VALUES ('before', 'x'), ('seed1', 'x')");
        List<String> initial = CatalogSnapshot.of(migration.initial);
        List<String> target = CatalogSnapshot.of(migration.target);
        List<String> positions = CatalogSnapshot.positions(migration.target);

        migration.mustRun("start");
        migration.mustRun("copy");
        migration.initial.execute("INSERT INTO entries (token) VALUES ('captured')");
        LoadedMigration.Outcome cancel = migration.run("rollback", "--delete-copied");

        assertThat(cancel.exitCode()).as(cancel.text()).isZero();
        assertThat(cancel.text())
                .contains("101 rows of definitions stay in b (target), where there were rows before start")
                .doesNotContain("rows of entries stay");
        assertThat(CatalogSnapshot.of(migration.initial)).containsExactlyElementsOf(initial);
        assertThat(CatalogSnapshot.of(migration.target)).containsExactlyElementsOf(target);
        assertThat(CatalogSnapshot.positions(migration.target)).isEqualTo(positions);
        assertThat(migration.target.number("SELECT count(*) FROM entries")).isZero();
        assertThat(migration.run("rollback").text()).contains("nothing to roll back");
    }

    @Test
    void saysWhatStaysWhenNothingIsToBeDeleted() throws Exception {
        LoadedMigration migration = LoadedMigration.create(EmbeddedStores.shared(), directory, 10);
        migration.mustRun("start");
        migration.mustRun("copy");

        LoadedMigration.Outcome cancel = migration.run("rollback");

        assertThat(cancel.text())
                .contains("10 rows of entries stay in b (target)", "DELETE FROM \"public\".\"entries\"");
        assertThat(migration.run("rollback", "--delete-copied").text()).contains("No rows were deleted");
        assertThat(migration.target.number("SELECT count(*) FROM entries")).isEqualTo(10);
        migration.mustRun("start");
        migration.mustRun("advance", "--wait");
        assertThat(migration.run("rollback", "--delete-copied").exitCode()).isEqualTo(2);
    }

    /** A command that is killed on the way is completed by the next one. */
    @Test
    void isCompletedByARerunWhereverItWasStopped() throws Exception {
        LoadedMigration migration = LoadedMigration.create(EmbeddedStores.shared(), directory, 10);
        List<String> initial = CatalogSnapshot.of(migration.initial);
        List<String> target = CatalogSnapshot.of(migration.target);
        for (int lines : List.of(4, 7, 10)) {
            migration.moveWhileKilling(Victim.CLI, lines - 1, new Itinerary.Move(Phase.PRE_MIGRATION, "start"));
            migration.mustRun("rollback");
            assertThat(CatalogSnapshot.of(migration.initial)).containsExactlyElementsOf(initial);
            assertThat(CatalogSnapshot.of(migration.target)).containsExactlyElementsOf(target);

            migration.mustRun("start");
            migration.mustRun("copy");
            migration.moveWhileKilling(
                    Victim.CLI, lines, new Itinerary.Move(Phase.STABLE, "rollback", "--delete-copied"));

            migration.mustRun("rollback", "--delete-copied");

            assertThat(CatalogSnapshot.of(migration.initial)).containsExactlyElementsOf(initial);
            assertThat(CatalogSnapshot.of(migration.target)).containsExactlyElementsOf(target);
        }
    }
}
