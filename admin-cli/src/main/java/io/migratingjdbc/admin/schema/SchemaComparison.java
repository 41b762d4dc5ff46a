package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** How the schemas of the two stores differ. */
public record SchemaComparison(long failures, long warnings, List<Difference> differences) implements Result {
    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    /**
     * Each store in a snapshot of its own.
     *
     * @param moved the plan's tables that are in both stores
     */
    public static SchemaComparison of(
            Connection initial, Connection target, List<TablePlan> moved, ControlSchema control) throws SQLException {
        List<TableName> names = moved.stream().map(TablePlan::name).toList();
        StoreSchema here = Sql.inTransaction(initial, () -> {
            Sql.execute(initial, SNAPSHOT);
            return StoreSchemaReader.read(initial, names);
        });
        SchemaDiff diff = Sql.inTransaction(target, () -> {
            Sql.execute(target, SNAPSHOT);
            StoreSchema there = StoreSchemaReader.readLike(here, target, names);
            return new SchemaDiff(moved, here, there, new DeferredDdl(control).identities(target));
        });
        return of(diff.differences());
    }

    static SchemaComparison of(List<Difference> differences) {
        return new SchemaComparison(
                count(differences, Severity.FAILURE), count(differences, Severity.WARNING), List.copyOf(differences));
    }

    private static long count(List<Difference> differences, Severity severity) {
        return differences.stream()
                .filter(difference -> difference.severity() == severity)
                .count();
    }

    @Override
    public void print(Text text) {
        differences.forEach(difference -> text.mark(difference.severity().mark(), difference.text()));
        text.line(
                differences.isEmpty()
                        ? "The schemas are the same."
                        : "Differences: " + failures + " for which preflight fails, " + warnings + " to know of, "
                                + (differences.size() - failures - warnings) + " for information.");
    }

    @Override
    public ExitCode exitCode() {
        return failures == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
