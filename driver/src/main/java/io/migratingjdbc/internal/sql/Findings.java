package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.sql.Condition.ColumnsAreEqual;
import io.migratingjdbc.internal.sql.Equalities.Place;
import io.migratingjdbc.internal.sql.QueryShape.OuterJoin;
import io.migratingjdbc.internal.sql.TableUse.Mention;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.schema.Table;

/** What has been found on the way through one statement. */
final class Findings {
    private final PlainLists lists;
    private final List<Scope.Use> uses = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final Equalities equalities = new Equalities();
    private final Set<Integer> correlated = new HashSet<>();
    private final Set<Integer> parameters = new HashSet<>();
    private final Set<String> commonTables = new HashSet<>();
    private final List<OuterJoin> outerJoins = new ArrayList<>();
    private final Positions positions;
    private final Set<InExpression> restricting = Collections.newSetFromMap(new IdentityHashMap<>());
    private int scopes;
    private int queries;

    Findings(ParsedText parsed) {
        this.positions = parsed.positions();
        this.lists = parsed.lists();
        parsed.unseen().forEach(this::parameter);
    }

    /** The lists of which the parser's tree has marks only. */
    PlainLists lists() {
        return lists;
    }

    int nextScope() {
        return scopes++;
    }

    Scope.Use use(Table table, int scope) {
        TableName name = Identifiers.table(table);
        String alias = Identifiers.alias(table.getAlias()).orElse(name.name());
        Mention mention = new Mention(positions.first(table).orElse(-1), table.getAlias() != null);
        Scope.Use use = new Scope.Use(uses.size(), name, alias, scope, mention);
        uses.add(use);
        return use;
    }

    void condition(Condition condition) {
        conditions.add(condition);
    }

    /** {@code a.x = b.y} for all rows of the scope. */
    void equal(Place left, Place right) {
        equalities.certain(left, right);
        conditions.add(condition(left, right));
    }

    /** {@code a.x = b.y} for the inner rows that belong to an outer row; it says nothing of the outer rows. */
    void equalInside(Place inner, Place outer) {
        ColumnsAreEqual condition = condition(inner, outer);
        equalities.hanging(inner, outer, condition);
        conditions.add(condition);
        if (inner.use().scope() != outer.use().scope()) {
            correlated.add(inner.use().scope());
        }
    }

    /** A LEFT JOIN of the outermost query. */
    void outerJoin(List<Scope.Use> left, List<Scope.Use> right) {
        outerJoins.add(new OuterJoin(indexes(left), indexes(right)));
    }

    private static List<Integer> indexes(List<Scope.Use> uses) {
        return uses.stream().map(Scope.Use::index).toList();
    }

    List<OuterJoin> outerJoins() {
        return List.copyOf(outerJoins);
    }

    private static ColumnsAreEqual condition(Place left, Place right) {
        return new ColumnsAreEqual(
                left.use().index(), left.column(), right.use().index(), right.column());
    }

    /** A row is only there if this is true: that it is unknown means the same as that it is false. */
    void holdsOnlyIf(InExpression in) {
        restricting.add(in);
    }

    boolean isRestricting(InExpression in) {
        return restricting.contains(in);
    }

    void parameter(int index) {
        parameters.add(index);
    }

    /** A SELECT, VALUES or TABLE. */
    void query() {
        queries++;
    }

    void commonTable(String name) {
        commonTables.add(name);
    }

    List<TableUse> tables() {
        uses.stream().filter(use -> correlated.contains(use.scope())).forEach(Scope.Use::makeNullable);
        return uses.stream().map(Scope.Use::toTableUse).toList();
    }

    List<Condition> conditions() {
        List<ColumnsAreEqual> misleading = equalities.misleading();
        return conditions.stream()
                .filter(condition -> !misleading.contains(condition))
                .toList();
    }

    int parameters() {
        return parameters.size();
    }

    int queries() {
        return queries;
    }

    Set<String> commonTables() {
        return Set.copyOf(commonTables);
    }
}
