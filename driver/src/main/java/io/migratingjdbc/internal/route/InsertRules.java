package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.launch.InsertKeys;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.InsertShape.OnConflict;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What an INSERT of entities or immutable rows must not do while there are two stores, as far as its text and values tell. */
public final class InsertRules {
    /** What never gives the same value twice; sequences of the two stores are set apart. */
    private static final Pattern FRESH = Pattern.compile(
            "(pg_catalog\\.)?(gen_random_uuid|uuidv4|uuidv7|uuid_generate_v1|uuid_generate_v4|nextval)\\([^()]*\\)");

    private final PlannedStatement statement;
    private final InsertShape insert;
    private final TablePlan table;
    private final TableSchema schema;
    private final List<String> columns;
    private final List<String> key;

    /** @param key the columns whose values must be in one store only */
    public InsertRules(PlannedStatement statement, TablePlan table, TableSchema schema, List<String> key) {
        this.statement = statement;
        this.insert = statement.profile().insert();
        this.table = table;
        this.schema = schema;
        this.columns = schema.columns().stream().map(TableSchema.Column::name).toList();
        this.key = key;
    }

    /** Why it cannot be run exactly; empty if it can. */
    public Optional<String> refusal(Values values) {
        return update().or(() -> computedId(values)).or(() -> computedKey(values));
    }

    /** ON CONFLICT DO UPDATE must be no launch under a key that nobody has looked for, and no change of an immutable row. */
    private Optional<String> update() {
        Set<String> assigned = statement.profile().assignments().keySet();
        if (assigned.isEmpty()) {
            return Optional.empty();
        }
        if (table.tableClass() == TableClass.IMMUTABLE) {
            return Optional.of("ON CONFLICT DO UPDATE would change a row of immutable table " + table.name()
                    + " while its rows are copied between the stores; use DO NOTHING");
        }
        List<String> fixed = new ArrayList<>(key);
        Optional.ofNullable(table.instanceId()).ifPresent(fixed::add);
        return fixed.stream().anyMatch(assigned::contains)
                ? Optional.of("ON CONFLICT DO UPDATE would change the key or the instance id of an entity of table "
                        + table.name() + "; leave " + fixed + " out of its SET")
                : Optional.empty();
    }

    /** An id that only the database can compute may lead anywhere. */
    private Optional<String> computedId(Values values) {
        return ids().stream()
                        .anyMatch(id -> bringsId(values, id) && values.of(id).isEmpty())
                ? Optional.of("The value of instance-id column " + table.instanceId() + " of table " + table.name()
                        + " is an expression, so that nobody can tell to which store it leads; give its value, or leave the"
                        + " column out, so that the driver or the store gives the id")
                : Optional.empty();
    }

    /** Such a key is read back after the INSERT, which cannot be undone row by row. */
    private Optional<String> computedKey(Values values) {
        if (!computed()) {
            return Optional.empty();
        }
        if (!(insert.onConflict() instanceof OnConflict.Fail)
                || statement.profile().returning()) {
            return Optional.of("The key or the instance id of table " + table.name()
                    + " is computed by the database, and with ON CONFLICT or RETURNING it cannot be checked in the other"
                    + " store; give its values");
        }
        boolean minted = table.ids() == IdStrategy.PREFIX && ids().stream().anyMatch(id -> !bringsId(values, id));
        return minted
                ? Optional.of("The key of table " + table.name()
                        + " is computed by the database; give its instance id or its key's values in the statement")
                : Optional.empty();
    }

    /**
     * An instance id that the application makes is unique over both stores, too. Ids of the other strategies lead to one store, where its
     * unique index decides.
     */
    public Optional<TableSchema.UniqueKey> ownId() {
        boolean own = table.ids() == IdStrategy.LOOKUP
                && table.instanceId() != null
                && !key.equals(List.of(table.instanceId()));
        return own ? schema.uniqueKey(List.of(table.instanceId())) : Optional.empty();
    }

    /** Whether only the inserted rows tell the values that must not be in the other store. */
    public boolean computed() {
        boolean computedKey = InsertKeys.of(insert, key, columns).isEmpty() && !madeByDisjointSequences();
        boolean tellsId = ownId().isPresent() || !ids().isEmpty();
        return computedKey
                || tellsId
                        && insert.rows().stream()
                                .map(row -> InsertKeys.value(insert, row, table.instanceId(), columns))
                                .anyMatch(id -> id instanceof ValueExpression.Computed computed && !isFresh(computed));
    }

    private static boolean isFresh(ValueExpression.Computed id) {
        return FRESH.matcher(id.text().replace("\"", "")).matches();
    }

    /** What the rows give to the instance-id column, where that must name a store. */
    public List<ValueExpression> ids() {
        if (table.tableClass() != TableClass.KEYED || table.ids() == IdStrategy.LOOKUP || insert.fromQuery()) {
            return List.of();
        }
        return insert.rows().stream()
                .map(row -> InsertKeys.value(insert, row, table.instanceId(), columns))
                .toList();
    }

    /** Whether the application gives the id itself. */
    public boolean bringsId(Values values, ValueExpression id) {
        boolean missing = id instanceof ValueExpression.Default || id instanceof ValueExpression.MintedId;
        boolean computedByStore = table.ids() == IdStrategy.RANGE && id instanceof ValueExpression.Computed;
        return !missing && !computedByStore && !values.isNull(id);
    }

    /** A key that comes from sequences of disjoint ranges cannot exist in the other store. */
    private boolean madeByDisjointSequences() {
        return !insert.fromQuery()
                && key.stream()
                        .anyMatch(column -> schema.column(column).orElseThrow().generated()
                                && insert.rows().stream()
                                        .allMatch(row -> InsertKeys.value(insert, row, column, columns)
                                                instanceof ValueExpression.Default));
    }
}
