package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.ConditionReader.Restricted;
import io.migratingjdbc.internal.sql.Equalities.Place;
import io.migratingjdbc.internal.sql.Scope.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.LateralSubSelect;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.TableFunction;
import net.sf.jsqlparser.statement.select.Values;

/** Reads what a query has in FROM, and what its joins say of the rows. */
final class FromReader {
    private final QueryReader queries;
    private final Scope scope;

    FromReader(QueryReader queries, Scope scope) {
        this.queries = queries;
        this.scope = scope;
    }

    /**
     * @param first may be null: a query without FROM
     * @param joins may be null
     */
    List<Source> read(FromItem first, List<Join> joins) {
        List<Source> left = new ArrayList<>();
        if (first != null) {
            left.addAll(readItem(first));
        }
        return readJoins(left, joins);
    }

    /** @param left what is there already, for instance the target of an UPDATE */
    List<Source> readJoins(List<Source> left, List<Join> joins) {
        List<Source> sources = new ArrayList<>(left);
        if (joins != null) {
            for (Join join : joins) {
                List<Source> right = readItem(join.getFromItem());
                readJoin(join, sources, right);
                sources.addAll(right);
            }
        }
        return sources;
    }

    private List<Source> readItem(FromItem item) {
        if (item instanceof Table table) {
            return List.of(queries.addTable(table, scope));
        } else if (item instanceof ParenthesedFromItem parenthesed
                && parenthesed.getFromItem() instanceof Values values) {
            queries.read(values, scope.outer(), scope.commonTables());
            return List.of(opaque(parenthesed));
        } else if (item instanceof ParenthesedFromItem parenthesed) {
            if (parenthesed.getAlias() != null) {
                throw new UnreadableSqlException("an alias for a join is not supported");
            }
            return read(parenthesed.getFromItem(), parenthesed.getJoins());
        } else if (item instanceof LateralSubSelect lateral) {
            queries.read(lateral, scope, scope.commonTables());
            return List.of(opaque(lateral));
        } else if (item instanceof ParenthesedSelect select) {
            queries.read(select, scope.outer(), scope.commonTables());
            return List.of(opaque(select));
        } else if (item instanceof TableFunction function) {
            ExpressionReader expressions = queries.expressions(scope);
            function.getFunctions().forEach(expressions::read);
            return List.of(opaque(function));
        }
        throw new UnreadableSqlException("FROM holds something that is not supported");
    }

    private Source opaque(FromItem item) {
        Source source = new Source(Identifiers.alias(item.getAlias()).orElse(null), null);
        scope.add(source);
        return source;
    }

    private void readJoin(Join join, List<Source> left, List<Source> right) {
        refuseForeignForms(join);
        if (join.isRight() || join.isFull()) {
            makeNullable(left);
        }
        if (join.isLeft() || join.isFull()) {
            makeNullable(right);
        }
        if (join.isLeft() && scope.number() == 0) {
            queries.findings().outerJoin(uses(left), uses(right));
        }
        ExpressionReader expressions = queries.expressions(scope);
        expressions.readAll(join.getOnExpressions());
        if (join.isRight() || join.isFull()) {
            return;
        }
        Restricted restricted = join.isLeft() ? Restricted.to(uses(right)) : Restricted.all();
        join.getOnExpressions().forEach(queries.conditions(scope, restricted)::read);
        if (join.getUsingColumns() != null && left.size() == 1 && right.size() == 1) {
            ConditionReader conditions = queries.conditions(scope, restricted);
            join.getUsingColumns().forEach(column -> equalColumns(conditions, left.get(0), right.get(0), column));
        }
    }

    private static void equalColumns(ConditionReader conditions, Source left, Source right, Column column) {
        if (left.use() != null && right.use() != null) {
            String name = Identifiers.name(column.getColumnName());
            conditions.equal(new Place(left.use(), name), new Place(right.use(), name));
        }
    }

    /** Joins that only other databases know; the text cannot mean them here. */
    private static void refuseForeignForms(Join join) {
        boolean plainOuter = join.isOuter() && !join.isLeft() && !join.isRight() && !join.isFull();
        if (plainOuter
                || join.isStraight()
                || join.isApply()
                || join.isFetch()
                || join.isSemi()
                || join.isAny()
                || join.isAll()
                || join.isGlobal()
                || join.isArray()
                || join.isAsOf()
                || join.isWindowJoin()) {
            throw new UnreadableSqlException("the form of a join is not supported");
        }
        // Of "a LEFT JOIN b JOIN c ON ... ON ..." the parser gives both conditions to the last join.
        boolean unconditional = join.isSimple() || join.isCross() || join.isNatural();
        int conditions = join.getOnExpressions().size()
                + (join.getUsingColumns() == null || join.getUsingColumns().isEmpty() ? 0 : 1);
        if (conditions != (unconditional ? 0 : 1)) {
            throw new UnreadableSqlException("joins without parentheses around them are not supported");
        }
    }

    private static void makeNullable(List<Source> sources) {
        uses(sources).forEach(Scope.Use::makeNullable);
    }

    private static List<Scope.Use> uses(List<Source> sources) {
        return sources.stream().map(Source::use).filter(Objects::nonNull).toList();
    }
}
