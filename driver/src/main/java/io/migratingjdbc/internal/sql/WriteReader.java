package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.sql.ConditionReader.Restricted;
import io.migratingjdbc.internal.sql.Equalities.Place;
import io.migratingjdbc.internal.sql.InsertShape.OnConflict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.ReturningClause;
import net.sf.jsqlparser.statement.delete.Delete;
import net.sf.jsqlparser.statement.insert.ConflictActionType;
import net.sf.jsqlparser.statement.insert.Insert;
import net.sf.jsqlparser.statement.insert.InsertConflictAction;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithItem;
import net.sf.jsqlparser.statement.update.Update;
import net.sf.jsqlparser.statement.update.UpdateSet;

/** Reads INSERT, UPDATE and DELETE. The target is the first table that the findings get. */
final class WriteReader {
    private final SqlText text;
    private final ElidedRows elided;
    private final Findings findings;
    private final QueryReader queries;

    /** @param insert null unless an INSERT */
    record Write(InsertShape insert, Map<String, ValueExpression> assignments, boolean returning) {}

    WriteReader(SqlText text, ElidedRows elided, Findings findings) {
        this.text = text;
        this.elided = elided;
        this.findings = findings;
        this.queries = new QueryReader(findings);
    }

    Write insert(Insert insert) {
        refuseIf(insert.getDuplicateUpdateSets() != null
                || insert.getSetUpdateSets() != null
                || insert.getOutputClause() != null
                || insert.getPartitions() != null
                || insert.isModifierIgnore()
                || insert.isOverwrite()
                || insert.isOracleMultiInsert()
                || insert.getDuplicateAction() != null
                || insert.getRowAlias() != null);
        InsertText parts = InsertText.of(text);
        List<Optional<Place>> selected = List.of();
        Scope scope = targetScope(insert.getTable(), insert.getWithItemsList());
        if (insert.getSelect() != null) {
            selected = queries.readColumns(insert.getSelect(), null, scope.commonTables());
        }
        List<String> columns =
                parts.columns() == null ? List.of() : parts.columns().names();
        refuseIf(!columns.equals(names(insert.getColumns())));
        Map<String, ValueExpression> assignments = new LinkedHashMap<>();
        OnConflict onConflict = onConflict(insert, assignments, scope);
        List<InsertShape.Selected> places = parts.fromQuery() ? selected(insert.getSelect(), selected) : List.of();
        InsertShape shape =
                new InsertShape(columns, rows(insert.getSelect(), parts), parts.fromQuery(), places, onConflict);
        return new Write(shape, assignments, returning(insert.getReturningClause(), scope));
    }

    /** What each column of the query is; empty if its rows are not the tables' rows one by one. */
    private List<InsertShape.Selected> selected(Select select, List<Optional<Place>> places) {
        if (places.isEmpty() || !(select instanceof PlainSelect plain) || hasWindow()) {
            return List.of();
        }
        List<InsertShape.Selected> columns = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            ValueExpression value =
                    ValueExpressions.of(plain.getSelectItems().get(i).getExpression());
            columns.add(places.get(i)
                    .map(place -> new InsertShape.Selected(place.use().index(), place.column(), value))
                    .orElse(new InsertShape.Selected(-1, null, value)));
        }
        return columns;
    }

    private boolean hasWindow() {
        return IntStream.range(0, text.size()).anyMatch(i -> text.isKeyword(i, "over"));
    }

    private static List<String> names(ExpressionList<Column> columns) {
        return columns == null
                ? List.of()
                : columns.stream()
                        .map(column -> Identifiers.name(column.getColumnName()))
                        .toList();
    }

    private List<List<ValueExpression>> rows(Select select, InsertText parts) {
        if (parts.defaultValues()) {
            return List.of(List.of());
        } else if (parts.fromQuery()) {
            return List.of();
        }
        refuseIf(!(select instanceof Values));
        List<? extends Expression> expressions = ((Values) select).getExpressions();
        boolean single = parts.rows().size() - elided.values().size() == 1;
        boolean oneRow = single && !isRow(expressions, parts.rows().get(0));
        Stream<List<? extends Expression>> rows =
                oneRow ? Stream.of(expressions) : expressions.stream().map(WriteReader::rowOf);
        List<List<ValueExpression>> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.stream().map(ValueExpressions::of).toList()));
        values.addAll(elided.values());
        refuseIf(!sizes(values)
                .equals(parts.rows().stream().map(row -> row.values().size()).toList()));
        return values;
    }

    private static boolean isRow(List<? extends Expression> expressions, InsertText.Row row) {
        return expressions.size() == 1
                && expressions.get(0) instanceof ParenthesedExpressionList<?> list
                && list.size() == row.values().size();
    }

    private static List<? extends Expression> rowOf(Expression row) {
        refuseIf(!(row instanceof ParenthesedExpressionList<?>));
        return (ParenthesedExpressionList<?>) row;
    }

    private static List<Integer> sizes(List<List<ValueExpression>> rows) {
        return rows.stream().map(List::size).toList();
    }

    private OnConflict onConflict(Insert insert, Map<String, ValueExpression> assignments, Scope scope) {
        InsertConflictAction action = insert.getConflictAction();
        int conflict = conflict();
        refuseIf((action != null) != (conflict < text.size()));
        if (action == null) {
            return new OnConflict.Fail();
        }
        ConflictTarget target = ConflictTarget.read(text, conflict);
        if (action.getConflictActionType() != ConflictActionType.DO_UPDATE) {
            return new OnConflict.DoNothing(target.columns(), target.constraint());
        }
        assign(action.getUpdateSets(), assignments, scope);
        refuseIf(!assignments.keySet().equals(columnsOfSet()));
        queries.expressions(scope).read(action.getWhereExpression());
        return new OnConflict.DoUpdate(target.columns(), target.constraint());
    }

    /** The index of CONFLICT, or the end. */
    private int conflict() {
        int on = text.find(0, Set.of("on"));
        while (on < text.size() && !text.isWord(on + 1, "conflict")) {
            on = text.find(on + 1, Set.of("on"));
        }
        return Math.min(on + 1, text.size());
    }

    private Set<String> columnsOfSet() {
        return SetClause.read(text, text.find(0, Set.of("set"))).columns();
    }

    Write update(Update update) {
        refuseIf(update.getOutputClause() != null
                || update.getForPortionClause() != null
                || update.getPreferringClause() != null
                || update.isFromBeforeSet()
                || update.getStartJoins() != null
                || update.getOrderByElements() != null
                || update.getLimit() != null
                || update.isModifierIgnore());
        Scope scope = targetScope(update.getTable(), update.getWithItemsList());
        queries.from(scope).read(update.getFromItem(), update.getJoins());
        Map<String, ValueExpression> assignments = new LinkedHashMap<>();
        assign(update.getUpdateSets(), assignments, scope);
        refuseIf(!assignments.keySet().equals(columnsOfSet()));
        where(update.getWhere(), scope);
        return new Write(null, assignments, returning(update.getReturningClause(), scope));
    }

    Write delete(Delete delete) {
        refuseIf(delete.getOutputClause() != null
                || delete.getForPortionClause() != null
                || delete.getPreferringClause() != null
                || delete.getOrderByElements() != null
                || delete.getLimit() != null
                || delete.getTables() != null && !delete.getTables().isEmpty()
                || delete.isModifierIgnore()
                || delete.isModifierQuick()
                || !delete.isHasFrom());
        Scope scope = targetScope(delete.getTable(), delete.getWithItemsList());
        FromReader from = queries.from(scope);
        List<Scope.Source> using = new ArrayList<>();
        if (delete.getUsingFromItemList() != null) {
            for (FromItem item : delete.getUsingFromItemList()) {
                using.addAll(from.read(item, null));
            }
        }
        from.readJoins(using, delete.getJoins());
        where(delete.getWhere(), scope);
        return new Write(null, Map.of(), returning(delete.getReturningClause(), scope));
    }

    /** @param with may be null */
    private Scope targetScope(Table table, List<WithItem<?>> with) {
        int number = findings.nextScope();
        TableName name = Identifiers.table(table);
        String alias = Identifiers.alias(table.getAlias()).orElse(name.name());
        // The target is a table even if a common table expression has its name.
        Scope.Use target = findings.use(table, number);
        Scope scope = new Scope(number, null, queries.readWith(with, null, Set.of()));
        scope.add(new Scope.Source(alias, target));
        return scope;
    }

    private void where(Expression where, Scope scope) {
        queries.conditions(scope, Restricted.all()).read(where);
        queries.expressions(scope).read(where);
    }

    private void assign(List<UpdateSet> sets, Map<String, ValueExpression> assignments, Scope scope) {
        for (UpdateSet set : sets) {
            List<Column> columns = set.getColumns();
            refuseIf(columns.size() != 1
                    || set.getValues().size() != 1
                    || columns.get(0).getTable() != null);
            Expression value = set.getValues().get(0);
            queries.expressions(scope).read(value);
            assignments.put(Identifiers.name(columns.get(0).getColumnName()), ValueExpressions.of(value));
        }
    }

    private boolean returning(ReturningClause clause, Scope scope) {
        boolean returning = text.returning();
        refuseIf(returning != (clause != null));
        if (returning) {
            queries.expressions(scope).readItems(List.copyOf(clause));
        }
        return returning;
    }

    private static void refuseIf(boolean foreign) {
        if (foreign) {
            throw new UnreadableSqlException("the parser does not read this form as the database does");
        }
    }
}
