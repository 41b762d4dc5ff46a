package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.admin.evacuate.Evacuation;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.jdbc.Migrations;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStore;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.PlanWriter;
import io.migratingjdbc.tests.harness.SteppedMigration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Help.Ansi;

/** The databases of one run: the pair that the driver joins, and the one to which it must be equal. */
final class Pair implements AutoCloseable {
    private final EmbeddedStore first = EmbeddedStores.shared().get(0);
    private final EmbeddedStore second = EmbeddedStores.shared().get(1);
    private final Path plan;
    /** A process of its own, as it were, that ends with the run. */
    private final Migrations host = new Migrations();

    final Database plain;
    final SteppedMigration migration;
    private final boolean evacuates;
    private Phase phase = Phase.STABLE;

    /** @param evacuates whether entities that have ended are copied to the store that stays */
    Pair(Templates templates, long seed, boolean ordered, boolean evacuates) throws SQLException {
        this.evacuates = evacuates;
        this.plain = first.copyOf(templates.plain(), "plain" + seed);
        Database initial = first.copyOf(templates.initial(), "one" + seed);
        Database target = second.copyOf(templates.target(), "two" + seed);
        this.plan = plan(initial, target, ordered, evacuates);
        this.migration = new SteppedMigration(initial, target, plan);
        migration.initialize("tickets=0:a,1000000:b");
    }

    private static Path plan(Database initial, Database target, boolean ordered, boolean evacuates) {
        try {
            Path file = Files.createTempFile("plan", ".properties");
            PlanWriter plan = PlanWriter.named("flow")
                    .initial("a", initial)
                    .target("b", target)
                    .immutable("products")
                    .immutable("events")
                    .keyed("orders", "number", "id", "prefix")
                    .transients("order_lines", "order_id")
                    .set("table.order_lines.entity", "orders")
                    .keyed("tickets", "tenant,code", "id", "range")
                    .transients("comments", "ticket_id")
                    .set("table.comments.entity", "tickets")
                    .keyed("jobs", "name", "id", "lookup")
                    .transients("runs", "job_id")
                    .set("table.runs.entity", "jobs")
                    .pinned("settings", "a")
                    .set("cross-store", ordered ? "ordered" : "reject");
            if (evacuates) {
                Model.FINISHED.forEach((table, when) -> plan.set("table." + table + ".finished-when", when));
            }
            return plan.write(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The application's connection. */
    Connection connect() throws SQLException {
        String url = migration.store(Role.INITIAL).migratingUrl(plan);
        return host.connect(url + "&migrating.poll-interval=20ms&migrating.lease=10s", null);
    }

    Phase phase() {
        return phase;
    }

    void to(Phase next) throws SQLException {
        migration.to(next);
        phase = next;
    }

    boolean evacuates() {
        return evacuates;
    }

    /** Copies the entities that have ended, if a store is being given up; to be called outside of a transaction. */
    void evacuate() throws SQLException {
        if (!evacuates || phase.draining().isEmpty()) {
            return;
        }
        for (Role role : Role.values()) {
            migration.carry(role);
        }
        Text silent = new Text(new PrintWriter(Writer.nullWriter()), Ansi.OFF);
        try (Migration command = Migration.ofPlanFile(plan, Operator.ofThisProcess(TransitionListener.NONE))) {
            new Evacuation(command, silent)
                    .run(1, Duration.ofSeconds(20)).tables().stream()
                            .filter(table -> table.left() > 0)
                            .forEach(table -> {
                                throw new AssertionError("Not evacuated: " + table);
                            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException(e);
        }
    }

    /** As finish does before the last transition. */
    void seal() throws SQLException {
        Role givenUp = phase.draining().orElseThrow();
        migration.store(givenUp).execute("UPDATE migrating_evacuation SET sealed_in = 1");
        migration.store(givenUp.other()).execute("UPDATE migrating_evacuation SET copies_count_in = 1");
    }

    /** Returns when the application's process knows the phase; to be called outside of a transaction. */
    void settle() throws SQLException {
        if (phase == Phase.PRE_MIGRATION) {
            migration.carry(Role.INITIAL);
        }
        migration.awaitHosts();
    }

    @Override
    public void close() throws SQLException {
        host.close();
        first.drop(plain);
        first.drop(migration.store(Role.INITIAL));
        second.drop(migration.store(Role.TARGET));
        try {
            Files.delete(plan);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
