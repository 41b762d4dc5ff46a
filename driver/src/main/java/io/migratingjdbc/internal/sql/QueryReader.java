package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.ConditionReader.Restricted;
import io.migratingjdbc.internal.sql.Equalities.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.Fetch;
import net.sf.jsqlparser.statement.select.GroupByElement;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.TableStatement;
import net.sf.jsqlparser.statement.select.Values;
import net.sf.jsqlparser.statement.select.WithItem;

/** Walks through a query and all queries inside it: scopes, tables, conditions. */
final class QueryReader {
    private final Findings findings;

    QueryReader(Findings findings) {
        this.findings = findings;
    }

    /**
     * @param outer the scope whose columns the query may see, or null
     * @param commonTables the names of common table expressions that it may see
     */
    void read(Select select, Scope outer, Set<String> commonTables) {
        readColumns(select, outer, commonTables);
    }

    /**
     * The same.
     *
     * @return for each column of the result the table's column that it is, if each row of the result is one of the tables' rows as it
     *     is in them; else empty
     */
    List<Optional<Place>> readColumns(Select select, Scope outer, Set<String> commonTables) {
        int number = findings.nextScope();
        Scope scope = new Scope(number, outer, readWith(select.getWithItemsList(), outer, commonTables));
        List<Optional<Place>> columns = List.of();
        if (select instanceof PlainSelect plain) {
            readPlain(plain, scope);
            columns = isRowByRow(plain) ? columns(plain, scope) : List.of();
        } else if (select instanceof SetOperationList operations) {
            operations.getSelects().forEach(branch -> read(branch, outer, scope.commonTables()));
        } else if (select instanceof ParenthesedSelect parenthesed) {
            columns = readColumns(parenthesed.getSelect(), outer, scope.commonTables());
            columns = isBounded(parenthesed) ? List.of() : columns;
        } else if (select instanceof Values values) {
            findings.query();
            expressions(scope).readAll(values.getExpressions());
        } else if (select instanceof TableStatement table) {
            findings.query();
            addTable(table.getTable(), scope);
        } else {
            throw new UnreadableSqlException("the form of the query is not supported");
        }
        readEnd(select, scope);
        return columns;
    }

    /** Without anything for which several rows have to meet. */
    private static boolean isRowByRow(PlainSelect select) {
        return !isBounded(select)
                && (select.getDistinct() == null || select.getDistinct().getOnSelectItems() == null)
                && select.getGroupBy() == null
                && select.getHaving() == null
                && select.getWindowDefinitions() == null;
    }

    private static boolean isBounded(Select select) {
        return select.getLimit() != null || select.getOffset() != null || select.getFetch() != null;
    }

    private static List<Optional<Place>> columns(PlainSelect select, Scope scope) {
        List<Optional<Place>> columns = new ArrayList<>();
        for (SelectItem<?> item : select.getSelectItems()) {
            if (item.getExpression() instanceof AllColumns || item.getExpression() instanceof AllTableColumns) {
                return List.of();
            }
            columns.add(
                    ValueExpressions.unwrap(item.getExpression()) instanceof Column column
                            ? scope.tableOf(column).map(use -> new Place(use, Identifiers.name(column.getColumnName())))
                            : Optional.empty());
        }
        return columns;
    }

    /** @return the names that are visible behind WITH */
    Set<String> readWith(List<WithItem<?>> items, Scope outer, Set<String> visible) {
        Set<String> names = new HashSet<>(visible);
        if (items != null) {
            for (WithItem<?> item : items) {
                if (!(item.getParenthesedStatement() instanceof ParenthesedSelect select)) {
                    throw new UnreadableSqlException("WITH holds something else than a query");
                }
                String name = Identifiers.name(item.getAliasName());
                if (item.isRecursive()) {
                    names.add(name);
                }
                read(select, outer, Set.copyOf(names));
                names.add(name);
                findings.commonTable(name);
            }
        }
        return Set.copyOf(names);
    }

    Findings findings() {
        return findings;
    }

    ExpressionReader expressions(Scope scope) {
        return new ExpressionReader(this, findings, scope);
    }

    ConditionReader conditions(Scope scope, Restricted restricted) {
        return new ConditionReader(findings, scope, restricted);
    }

    FromReader from(Scope scope) {
        return new FromReader(this, scope);
    }

    /** A table by its name in the scope; a common table expression is none. */
    Scope.Source addTable(Table table, Scope scope) {
        var name = Identifiers.table(table);
        String alias = Identifiers.alias(table.getAlias()).orElse(name.name());
        Scope.Use use = scope.isCommonTable(name) ? null : findings.use(table, scope.number());
        Scope.Source source = new Scope.Source(alias, Identifiers.renamesColumns(table.getAlias()) ? null : use);
        scope.add(source);
        return source;
    }

    private void readPlain(PlainSelect select, Scope scope) {
        findings.query();
        from(scope).read(select.getFromItem(), select.getJoins());
        conditions(scope, Restricted.all()).read(select.getWhere());
        ExpressionReader expressions = expressions(scope);
        if (select.getDistinct() != null) {
            expressions.readItems(select.getDistinct().getOnSelectItems());
        }
        expressions.readItems(select.getSelectItems());
        expressions.read(select.getWhere());
        readGroups(select.getGroupBy(), expressions);
        expressions.read(select.getHaving());
        if (select.getWindowDefinitions() != null) {
            select.getWindowDefinitions().forEach(window -> {
                expressions.readOrder(window.getOrderByElements());
                expressions.read(window.getPartitionExpressionList());
            });
        }
    }

    private static void readGroups(GroupByElement groups, ExpressionReader expressions) {
        if (groups != null) {
            expressions.readAll(groups.getGroupByExpressionList());
            if (groups.getGroupingSets() != null) {
                groups.getGroupingSets().forEach(expressions::readAll);
            }
        }
    }

    private void readEnd(Select select, Scope scope) {
        ExpressionReader expressions = expressions(scope);
        expressions.readOrder(select.getOrderByElements());
        Limit limit = select.getLimit();
        if (limit != null) {
            expressions.read(limit.getOffset());
            expressions.read(limit.getRowCount());
        }
        if (select.getOffset() != null) {
            expressions.read(select.getOffset().getOffset());
        }
        Fetch fetch = select.getFetch();
        if (fetch != null) {
            expressions.read(fetch.getExpression());
        }
    }
}
