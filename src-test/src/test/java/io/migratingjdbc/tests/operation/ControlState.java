package io.migratingjdbc.tests.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.Database;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the control tables say, read as text and held against the phase that was reached. */
record ControlState(String record, String initialFence, String targetFence) {

    static ControlState of(OperatedMigration migration) throws SQLException {
        return new ControlState(
                record(migration.initial), fence(migration, Role.INITIAL), fence(migration, Role.TARGET));
    }

    /** The phase complete, each fence as the phase and the record have it, the guards no stricter than due. */
    static ControlState expected(OperatedMigration migration, Phase phase) throws SQLException {
        List<String> fences = new ArrayList<>();
        for (Role role : Role.values()) {
            String generation = migration
                    .initial
                    .strings("SELECT " + (role == Role.INITIAL ? "initial" : "target")
                            + "_generation FROM migrating_migration")
                    .get(0);
            fences.add(phase.status(role).text() + " " + generation + " " + guard(phase, role));
        }
        return new ControlState(
                phase + " " + (phase.primary() == Role.INITIAL ? "a" : "b") + " pending -",
                fences.get(0),
                fences.get(1));
    }

    static void assertComplete(OperatedMigration migration, Phase phase) throws SQLException {
        assertThat(of(migration)).isEqualTo(expected(migration, phase));
        long epoch = migration.initial.number("SELECT epoch FROM migrating_migration");
        assertThat(migration.initial.number(
                        "SELECT greatest(initial_generation, target_generation) FROM migrating_migration"))
                .isLessThanOrEqualTo(epoch);
        if (phase == Phase.COMPLETED) {
            assertThat(record(migration.target)).isEqualTo(record(migration.initial));
            assertThat(migration.target.number("SELECT epoch FROM migrating_migration"))
                    .isEqualTo(epoch);
        }
    }

    private static String guard(Phase phase, Role role) {
        if (phase.rollback()) {
            return "deny";
        }
        return phase.twoStore() || phase.status(role).text().equals("closed") ? "fence" : "note";
    }

    private static String record(Database store) throws SQLException {
        return store.strings("SELECT phase || ' ' || primary_store || ' pending ' || coalesce(pending_phase, '-')"
                        + " FROM migrating_migration")
                .get(0);
    }

    private static String fence(OperatedMigration migration, Role role) throws SQLException {
        return migration
                .store(role)
                .strings("SELECT status || ' ' || generation || ' ' || guard FROM migrating_store")
                .get(0);
    }
}
