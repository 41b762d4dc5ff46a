package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.transition.Conditions;
import io.migratingjdbc.admin.transition.Conductor;
import io.migratingjdbc.admin.transition.Course;
import io.migratingjdbc.admin.transition.Options;
import io.migratingjdbc.admin.transition.TransitionResult;
import java.sql.SQLException;
import java.time.Duration;
import picocli.CommandLine.Option;

/** A command that takes the migration to another phase. */
abstract class TransitionCommand extends PlanFileCommand {
    private final Course course;

    @Option(names = "--dry-run", description = "Only say what holds and what does not; change nothing.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            description = "Wait for what does not hold yet, and do what this command can do for it"
                    + " (copy, carry over, verify).")
    private boolean await;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "With --wait: give up after this time, such as 90s or 10m (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--foreign-max-age",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "Before STABLE is left: how long no writer without the driver may have been seen"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration foreignMaxAge;

    @Option(
            names = "--verify-max-age",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = DurationConverter.class,
            description = "Before MIGRATION: how old the last verification may be (default: ${DEFAULT-VALUE}).")
    private Duration verifyMaxAge;

    TransitionCommand(Operator operator, Course course) {
        super(operator);
        this.course = course;
    }

    boolean deleteCopied() {
        return false;
    }

    /** Whether ended entities may be left in the store that is given up. */
    boolean leaveEnded() {
        return false;
    }

    final boolean dryRun() {
        return dryRun;
    }

    @Override
    Result execute(Migration migration) throws SQLException, InterruptedException {
        return transition(migration);
    }

    final TransitionResult transition(Migration migration) throws SQLException, InterruptedException {
        Options options = new Options(
                dryRun, await, timeout, new Conditions(foreignMaxAge, verifyMaxAge, leaveEnded()), deleteCopied());
        return new Conductor(migration, progress()).run(course, options);
    }
}
