package io.migratingjdbc.tests.harness;

import io.migratingjdbc.internal.config.Configuration;
import io.migratingjdbc.internal.control.ControlPlane;
import io.migratingjdbc.internal.control.FenceWait;
import io.migratingjdbc.internal.control.Initialization;
import io.migratingjdbc.internal.control.Transition;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.CaptureTriggers;
import io.migratingjdbc.internal.replicate.Carrier;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.ReplicationSchema;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A migration whose phases a test moves directly and in its own process, without the command line's preconditions: as an operator could
 * who evicts all hosts. The protocol must hold even then.
 */
public final class SteppedMigration {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Database initial;
    private final Database target;
    private final ControlPlane plane;

    public SteppedMigration(Database initial, Database target, Path plan) throws SQLException {
        this.initial = initial;
        this.target = target;
        Configuration.Migrating configuration = Configuration.ofPlanFile(plan);
        this.plane = new ControlPlane(
                Dialect.ofUrl(initial.url()),
                configuration.settings().schema(),
                configuration.plan(),
                initial::connect,
                new PerRole<>(initial::connect, target::connect));
    }

    public ControlPlane plane() {
        return plane;
    }

    /**
     * Makes the record, the fences and the capture of immutable rows.
     *
     * @param ranges whose numbers are whose, as the record has it; the sequences are the caller's
     */
    public void initialize(String ranges) throws SQLException {
        new Initialization(plane).run();
        for (Database store : List.of(initial, target)) {
            try (Connection connection = store.connect()) {
                new ReplicationSchema(controlSchema()).install(connection);
                new CaptureTriggers(controlSchema()).install(connection, immutable());
            }
        }
        initial.execute("UPDATE migrating_migration SET ranges = '" + ranges + "'");
    }

    public Transition transition(TransitionListener listener) {
        return new Transition(
                plane,
                this::carry,
                listener,
                new FenceWait(Duration.ofSeconds(1), Duration.ofSeconds(20)),
                System::nanoTime);
    }

    /** Copies the immutable rows of a store that the other one does not have yet. */
    public void carry(Role from) throws SQLException {
        try (Connection source = plane.stores().get(from).open();
                Connection sink = plane.stores().get(from.other()).open()) {
            new Carrier(controlSchema(), CopyPlan.read(source, sink, immutable()), Duration.ofSeconds(5))
                    .carryUntilEmpty(source, sink, carried -> {});
        }
    }

    public MigrationView view() throws SQLException {
        try (Connection connection = initial.connect()) {
            return plane.record().read(connection).orElseThrow();
        }
    }

    /** Moves on, along the migration or into the rollback, until the phase is reached. */
    public void to(Phase phase) throws SQLException {
        Transition transition = transition(TransitionListener.NONE);
        MigrationView view = view();
        while (view.phase() != phase) {
            view = transition.run(view, next(view.phase(), phase));
        }
    }

    /** Returns when all live hosts have acknowledged the record's epoch, as {@code advance --wait} does. */
    public void awaitHosts() throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String late = "SELECT count(*) FROM migrating_host, migrating_migration, pg_sleep(0.02)"
                + " WHERE acknowledged_epoch < epoch AND lease_until > now()";
        while (initial.number(late) > 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Hosts do not acknowledge: "
                        + initial.strings("SELECT host_id || ' ' || acknowledged_epoch FROM migrating_host"));
            }
        }
    }

    public Database store(Role role) {
        return role == Role.INITIAL ? initial : target;
    }

    private static Phase next(Phase now, Phase wanted) {
        Optional<Phase> back = now.rollbackTo();
        boolean turn = now == Phase.POST_MIGRATION && wanted != Phase.COMPLETED
                || now == Phase.PRE_MIGRATION && wanted == Phase.STABLE;
        return turn ? back.orElseThrow() : now.next().orElseThrow();
    }

    private ControlSchema controlSchema() {
        return new ControlSchema(plane.schema(), plane.plan().name());
    }

    private List<TableName> immutable() {
        return plane.plan().tables().stream()
                .filter(table -> table.tableClass() == TableClass.IMMUTABLE)
                .map(TablePlan::name)
                .toList();
    }
}
