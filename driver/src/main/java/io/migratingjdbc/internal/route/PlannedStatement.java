package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.sql.Condition;
import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.NestedQuery;
import io.migratingjdbc.internal.sql.QueryShape;
import io.migratingjdbc.internal.sql.StatementKind;
import io.migratingjdbc.internal.sql.StatementProfile;
import io.migratingjdbc.internal.sql.TableUse;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A statement's profile seen with a plan: all of routing that depends on neither phase nor values. Cached by text. */
public final class PlannedStatement {
    private final StatementProfile profile;
    private final List<PlannedUse> uses;
    private final List<Pin> pins;
    private final boolean mayLaunch;
    private final Optional<String> unsafeFunction;

    private PlannedStatement(
            StatementProfile profile,
            List<PlannedUse> uses,
            List<Pin> pins,
            boolean mayLaunch,
            Optional<String> unsafeFunction) {
        this.profile = profile;
        this.uses = uses;
        this.pins = pins;
        this.mayLaunch = mayLaunch;
        this.unsafeFunction = unsafeFunction;
    }

    /** @param safeFunctions the functions that are known to touch no planned table, lower case */
    public static PlannedStatement of(StatementProfile profile, Plan plan, Set<String> safeFunctions) {
        Groups groups = new Groups(profile.tables().size());
        List<TablePlan> plans = new ArrayList<>();
        for (TableUse use : profile.tables()) {
            plans.add(plan.table(use.table()).orElse(null));
        }
        List<Pin> pins = new ArrayList<>();
        for (Condition condition : profile.conditions()) {
            if (condition instanceof Condition.ColumnsAreEqual equal
                    && isInstanceId(plans.get(equal.leftTable()), equal.leftColumn())
                    && isInstanceId(plans.get(equal.rightTable()), equal.rightColumn())
                    && sameEntity(plans.get(equal.leftTable()), plans.get(equal.rightTable()))) {
                groups.join(equal.leftTable(), equal.rightTable());
            } else if (condition instanceof Condition.ColumnIsOneOf one
                    && isInstanceId(plans.get(one.table()), one.column())) {
                pins.add(new Pin(one.table(), plans.get(one.table()), one.values()));
            }
        }
        List<PlannedUse> uses = new ArrayList<>();
        for (TableUse use : profile.tables()) {
            TablePlan table = plans.get(use.index());
            int group = table != null && table.entityRows() ? groups.of(use.index()) : -1;
            uses.add(new PlannedUse(use, table, group));
        }
        Optional<String> unsafe = profile.functions().stream()
                .filter(function -> !safeFunctions.contains(function))
                .sorted()
                .findFirst();
        return new PlannedStatement(
                profile, List.copyOf(uses), List.copyOf(pins), mayLaunch(profile, uses, unsafe), unsafe);
    }

    private static boolean isInstanceId(TablePlan table, String column) {
        return table != null && table.entityRows() && column.equals(table.instanceId());
    }

    /** Equal ids mean the same store only within one family of an entity and its children. */
    private static boolean sameEntity(TablePlan left, TablePlan right) {
        return left.entity().equals(right.entity()) || left.ids() == IdStrategy.PREFIX && right.ids() == left.ids();
    }

    /**
     * Whether running it may create an entity or an immutable row: then its commit needs the fence, in every phase. What cannot be
     * understood, or runs code of the user's, may.
     */
    private static boolean mayLaunch(StatementProfile profile, List<PlannedUse> uses, Optional<String> unsafeFunction) {
        return switch (profile.kind()) {
            case INSERT -> unsafeFunction.isPresent() || launches(uses.get(0));
            case UPDATE -> unsafeFunction.isPresent() || unknown(uses.get(0)) || changesKey(profile, uses.get(0));
            case SELECT, DELETE -> unsafeFunction.isPresent();
            case CALL, UNKNOWN -> true;
            case OTHER_WRITE ->
                unsafeFunction.isPresent() || uses.stream().anyMatch(use -> use.plan() != null && guarded(use.plan()));
            case DDL, TRANSACTION, SESSION -> false;
        };
    }

    private static boolean launches(PlannedUse target) {
        return unknown(target) || target.plan() != null && guarded(target.plan());
    }

    /** What has no class may be a view on a table that has one. */
    private static boolean unknown(PlannedUse target) {
        return target.plan() == null && !target.system();
    }

    private static boolean guarded(TablePlan table) {
        return table.tableClass() == TableClass.KEYED || table.tableClass() == TableClass.IMMUTABLE;
    }

    private static boolean changesKey(StatementProfile profile, PlannedUse target) {
        return target.is(TableClass.KEYED) && target.plan().key().stream().anyMatch(profile.assignments()::containsKey);
    }

    public StatementProfile profile() {
        return profile;
    }

    /** Whether its commit needs the fence. */
    public boolean mayLaunch() {
        return mayLaunch;
    }

    /** Whether it is an UPDATE that may change a key column (protocol section 1: a launch). */
    public boolean updatesKey() {
        return profile.kind() == StatementKind.UPDATE && changesKey(profile, uses.get(0));
    }

    /**
     * Whether it is an UPDATE of the entity with one instance id that sets key columns to given values, and others, so that
     * it can be told from the row whether the key changes. One that sets the key alone is meant to change it.
     */
    boolean mayKeepKey() {
        TablePlan table = uses.get(0).plan();
        return updatesKey()
                && uses.size() == 1
                && !profile.returning()
                && !table.key().containsAll(profile.assignments().keySet())
                && pins.stream().anyMatch(pin -> pin.ids().size() == 1)
                && table.key().stream()
                        .map(profile.assignments()::get)
                        .allMatch(value -> value == null
                                || value instanceof ValueExpression.Parameter
                                || value instanceof ValueExpression.Literal);
    }

    /** Whether it is an UPDATE that sets all columns of the key to given values. */
    boolean givesKey() {
        return updatesKey()
                && uses.get(0).plan().key().stream()
                        .map(profile.assignments()::get)
                        .allMatch(value -> value instanceof ValueExpression.Parameter
                                || value instanceof ValueExpression.Literal
                                || value instanceof ValueExpression.Null);
    }

    /** The plan of the table that an INSERT, UPDATE or DELETE changes; empty for a table with no class. */
    public Optional<TablePlan> target() {
        return profile.target().map(use -> uses.get(use.index()).plan());
    }

    /** The keyed table of a statement that names no other table with entity rows, once. */
    public Optional<TablePlan> onlyKeyedTable() {
        List<PlannedUse> entities = uses.stream().filter(PlannedUse::entityRows).toList();
        return entities.size() == 1 && entities.get(0).is(TableClass.KEYED)
                ? Optional.of(entities.get(0).plan())
                : Optional.empty();
    }

    /** Whether it names a table of the plan that is not pinned. */
    public boolean namesMovedTable() {
        return uses.stream().anyMatch(use -> use.plan() != null && !use.is(TableClass.PINNED));
    }

    /**
     * Why a query over both stores cannot be answered from each store's own answer; null if it can. It can if each row that the answer
     * is made of has an entity, and all that belongs to the row is in the entity's store: its own rows, and immutable rows.
     */
    String inseparable() {
        QueryShape query = profile.query();
        if (query.form() instanceof QueryShape.Inseparable inseparable) {
            return inseparable.reason();
        }
        long groups = uses.stream()
                .filter(PlannedUse::entityRows)
                .map(PlannedUse::group)
                .distinct()
                .count();
        if (groups > 1) {
            return "its tables are not joined by instance ids, so that rows of the two stores might belong together;"
                    + " add an equality of their instance-id columns";
        } else if (uses.stream().noneMatch(PlannedStatement::isInEachRow)) {
            return "its rows need not have an entity, so that both stores may give the same one";
        }
        return query.outerJoins().stream().anyMatch(this::maySeeTooFew)
                ? "it has a LEFT JOIN in which rows without a partner in their own store may have one in the other"
                : null;
    }

    private static boolean isInEachRow(PlannedUse use) {
        return use.entityRows() && use.use().scope() == 0 && !use.use().nullable();
    }

    private boolean maySeeTooFew(QueryShape.OuterJoin join) {
        return join.right().stream().map(uses::get).anyMatch(PlannedUse::entityRows)
                && join.left().stream().map(uses::get).noneMatch(PlannedStatement::isInEachRow);
    }

    /**
     * The query of an UPDATE or DELETE that finds rows of the very table which is written, by what tells them apart in both stores: its
     * rows may be found first, and then written. A row that changes in between is met as one database would meet it.
     */
    Optional<NestedQuery> findsItsOwnRows() {
        if (target().isEmpty() || profile.insert() != null) {
            return Optional.empty();
        }
        TablePlan table = uses.get(0).plan();
        return NestedQuery.of(profile)
                .filter(query -> query.column() == null
                        || query.column().equals(table.instanceId())
                        || table.key().equals(List.of(query.column())))
                .filter(query -> uses.stream()
                        .skip(1)
                        .allMatch(use ->
                                query.holds(use.use()) && (use.is(TableClass.IMMUTABLE) || table.equals(use.plan()))));
    }

    /** Whether what an INSERT ... SELECT gives as instance id is that of an entity which it certainly selects, of the target's family. */
    boolean isSourceOfIds(InsertShape.Selected id) {
        if (id.table() < 0) {
            return false;
        }
        PlannedUse source = uses.get(id.table());
        return isInstanceId(source.plan(), id.column())
                && sameEntity(uses.get(0).plan(), source.plan())
                && !source.use().nullable();
    }

    List<PlannedUse> uses() {
        return uses;
    }

    List<Pin> pins() {
        return pins;
    }

    /** A function of the user's own, which may touch any table. */
    Optional<String> unsafeFunction() {
        return unsafeFunction;
    }

    /** Which table uses are tied together by equal instance ids (union-find). */
    private static final class Groups {
        private final int[] parent;

        Groups(int size) {
            parent = new int[size];
            for (int i = 0; i < size; i++) {
                parent[i] = i;
            }
        }

        int of(int use) {
            int root = use;
            while (parent[root] != root) {
                root = parent[root];
            }
            return root;
        }

        void join(int left, int right) {
            parent[of(left)] = of(right);
        }
    }
}
