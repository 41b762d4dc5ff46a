package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gives the target what it lacks of the initial store's schema. Changes and drops nothing that is there.
 *
 * <p>All in one transaction, with what is put off until after the copy: killed anywhere, nothing or all of it is there.
 */
public final class SchemaCreation {
    private static final String SETTINGS = "SET LOCAL check_function_bodies = off; SET LOCAL lock_timeout = '1s';"
            + " SET LOCAL synchronous_commit = on; SELECT pg_advisory_xact_lock(hashtextextended('migrating ddl', 0))";

    private final List<TablePlan> moved;
    private final ControlSchema control;
    private final String targetName;
    private final Consumer<String> progress;

    /**
     * @param moved the plan's tables that are in both stores
     * @param targetName how messages call the target
     * @param progress told what is made, before each statement
     */
    public SchemaCreation(List<TablePlan> moved, ControlSchema control, String targetName, Consumer<String> progress) {
        this.moved = moved;
        this.control = control;
        this.targetName = targetName;
        this.progress = progress;
    }

    /**
     * @return what was made, or with {@code dryRun} what would be; and what still differs
     * @throws AdminException if something cannot be made; nothing was then
     */
    public CreatedSchema run(Connection initial, Connection target, boolean dryRun) throws SQLException {
        List<TableName> names = moved.stream().map(TablePlan::name).toList();
        StoreSchema here = Sql.inTransaction(initial, () -> StoreSchemaReader.read(initial, names));
        CreationPlan plan = Sql.inTransaction(target, () -> {
            Sql.execute(target, SETTINGS);
            StoreSchema there = StoreSchemaReader.readLike(here, target, names);
            CreationPlan steps =
                    CreationPlan.of(moved, here, there, new DeferredDdl(control).identities(target), target);
            if (!dryRun) {
                for (CreationPlan.Step step : steps.steps()) {
                    run(target, step);
                }
                new DeferredDdl(control).defer(target, steps.deferred(), here);
            }
            return steps;
        });
        return new CreatedSchema(
                dryRun,
                plan.steps().stream().map(CreationPlan.Step::ddl).toList(),
                plan.deferred().stream().map(SchemaObject::ddl).toList(),
                SchemaComparison.of(initial, target, moved, control));
    }

    private void run(Connection target, CreationPlan.Step step) throws SQLException {
        progress.accept(step.object());
        try {
            Sql.execute(target, step.ddl());
        } catch (SQLException failed) {
            throw new AdminException(
                    step.object() + " cannot be made in " + targetName + ", so nothing was: "
                            + AdminException.firstLine(failed) + "; " + wayOut(failed.getSQLState())
                            + " (the statement was: " + step.ddl() + ")",
                    failed);
        }
    }

    private static String wayOut(String sqlState) {
        return switch (sqlState == null ? "" : sqlState) {
            case "42501" -> "GRANT the plan's user what is missing, or let the owner run the statement";
            case "42P07", "42710", "42P06", "42723" ->
                "something of that name is there and no part of the table: rename or drop it";
            case "42704", "42883", "42P01", "3F000" ->
                "create in the target what is missing (schema diff lists what the tables use), or install its extension";
            case "55P03" -> "the table is in use: end the transactions that hold it (see pg_stat_activity)";
            default -> "mend that, then run this again";
        };
    }
}
