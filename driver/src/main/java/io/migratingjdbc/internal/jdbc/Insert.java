package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.jdbc.Identity.Reaction;
import io.migratingjdbc.internal.launch.InsertKeys;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.route.InsertRules;
import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.InsertShape.OnConflict;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What one INSERT is about, once it is known where it goes. */
record Insert(
        TablePlan table,
        TableSchema schema,
        TableSchema.UniqueKey key,
        MigrationView view,
        Role store,
        boolean checkOther) {

    List<String> allColumns() {
        return schema.columns().stream().map(TableSchema.Column::name).toList();
    }

    InsertRules rules(Execution execution) {
        return new InsertRules(execution.planned(), table, schema, key.columns());
    }

    /** The key, unless it comes from sequences of disjoint ranges, and the instance id of the application's making. */
    List<Identity> identities(Execution execution) {
        InsertShape shape = execution.planned().profile().insert();
        InsertRules rules = rules(execution);
        List<Identity> identities = new ArrayList<>();
        InsertKeys.of(shape, key.columns(), allColumns()).ifPresent(rows -> identities.add(identity(shape, key, rows)));
        rules.ownId()
                .ifPresent(id ->
                        identities.add(identity(shape, id, InsertKeys.given(shape, table.instanceId(), allColumns()))));
        return identities;
    }

    static Identity identity(InsertShape shape, TableSchema.UniqueKey key, List<List<ValueExpression>> rows) {
        return new Identity(key, rows, reactionTo(shape.onConflict(), key));
    }

    /** A conflict clause that is about another unique key leaves a conflict of this one an error, as natively. */
    private static Reaction reactionTo(OnConflict onConflict, TableSchema.UniqueKey key) {
        if (onConflict instanceof OnConflict.DoNothing nothing) {
            boolean any = nothing.columns().isEmpty() && nothing.constraint() == null;
            return any || isKey(nothing.columns(), nothing.constraint(), key) ? Reaction.SKIP : Reaction.FAIL;
        }
        if (onConflict instanceof OnConflict.DoUpdate update) {
            return isKey(update.columns(), update.constraint(), key) ? Reaction.UPDATE : Reaction.FAIL;
        }
        return Reaction.FAIL;
    }

    private static boolean isKey(List<String> columns, String constraint, TableSchema.UniqueKey key) {
        return constraint == null
                ? Set.copyOf(columns).equals(Set.copyOf(key.columns()))
                : constraint.equals(key.name());
    }
}
