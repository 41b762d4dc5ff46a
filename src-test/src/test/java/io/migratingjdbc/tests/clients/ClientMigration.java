package io.migratingjdbc.tests.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.Main;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import io.migratingjdbc.tests.harness.PlanWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Two databases of one schema between which the operator's commands move a client, and a third one, never migrated, on
 * which the same client says what is right.
 */
public final class ClientMigration {
    /** One phase further: out, back, and out again to the end. */
    public static final List<Move> THERE_AND_BACK = List.of(
            new Move(Phase.PRE_MIGRATION, "start", "--wait"),
            new Move(Phase.MIGRATION, "advance", "--wait"),
            new Move(Phase.POST_MIGRATION, "advance", "--wait"),
            new Move(Phase.PRE_ROLLBACK, "rollback", "--wait"),
            new Move(Phase.ROLLING_BACK, "advance", "--wait"),
            new Move(Phase.POST_ROLLBACK, "advance", "--wait"),
            new Move(Phase.STABLE, "finish", "--wait"),
            new Move(Phase.PRE_MIGRATION, "start", "--wait"),
            new Move(Phase.MIGRATION, "advance", "--wait"),
            new Move(Phase.POST_MIGRATION, "advance", "--wait"),
            new Move(Phase.COMPLETED, "finish", "--wait"));

    /** What an operator types, and the phase that it leads to. */
    public record Move(Phase to, String... command) {
        /** Whether the store that is given up must be empty first. */
        public boolean drains() {
            return !to.twoStore();
        }
    }

    private final Database alone;
    private final Database initial;
    private final Database target;
    private final Path plan;

    private ClientMigration(Database alone, Database initial, Database target, Path plan) {
        this.alone = alone;
        this.initial = initial;
        this.target = target;
        this.plan = plan;
    }

    /**
     * Databases without {@code init}.
     *
     * @param directory for the plan
     * @param tables adds the classes of the tables to the plan
     */
    public static ClientMigration create(Path directory, UnaryOperator<PlanWriter> tables, String... schema)
            throws SQLException, IOException {
        Database alone = EmbeddedStores.shared().get(0).newDatabase();
        Database initial = EmbeddedStores.shared().get(0).newDatabase();
        Database target = EmbeddedStores.shared().get(1).newDatabase();
        for (Database database : List.of(alone, initial, target)) {
            database.execute(schema);
        }
        PlanWriter writer = PlanWriter.named("shop")
                .initial("pg1", initial)
                .target("pg2", target)
                .set("poll-interval", "50ms");
        return new ClientMigration(
                alone, initial, target, tables.apply(writer).write(directory.resolve(initial.name() + ".properties")));
    }

    /** The vendor's own URL of a database that is not migrated. */
    public String plainUrl() {
        return alone.url();
    }

    /** What an application's configuration has instead. */
    public String url() {
        return initial.migratingUrl(plan);
    }

    public Database initial() {
        return initial;
    }

    public Database target() {
        return target;
    }

    /** Runs a command of the operator's that must succeed. */
    public void run(String... command) {
        Outcome outcome = attempt(command);
        assertThat(outcome.exitCode()).as(outcome.text()).isZero();
    }

    public record Outcome(int exitCode, String text) {}

    public Outcome attempt(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--plan", plan.toString()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        int exitCode = new Main(TransitionListener.NONE).execute(arguments.toArray(String[]::new), out, out);
        return new Outcome(exitCode, bytes.toString(StandardCharsets.UTF_8));
    }
}
