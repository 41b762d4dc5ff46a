package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.QueryShape.Combined;
import io.migratingjdbc.internal.sql.QueryShape.Counts;
import io.migratingjdbc.internal.sql.QueryShape.Form;
import io.migratingjdbc.internal.sql.QueryShape.Inseparable;
import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import io.migratingjdbc.internal.sql.QueryShape.Rows;
import io.migratingjdbc.internal.sql.ValueExpression.Literal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.AllValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.Fetch;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.ParenthesedFromItem;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/**
 * Judges whether two stores' answers to a query can be merged into the exact answer; a doubt is a reason against it.
 */
final class QueryShapeReader {
    private static final Set<String> BEHIND_SELECT_LIST =
            Set.of("from", "where", "group", "having", "window", "order", "limit", "offset", "fetch", "for");

    private static final Set<String> BEHIND_SOURCES =
            Set.of("group", "having", "window", "order", "limit", "offset", "fetch", "for");
    private static final Set<String> LIMITS_AND_LOCKS = Set.of("limit", "offset", "fetch", "for");

    private final SqlText text;
    private final PlainSelect select;

    private QueryShapeReader(SqlText text, PlainSelect select) {
        this.text = text;
        this.select = select;
    }

    static QueryShape read(SqlText text, Select select, Findings findings) {
        boolean locking = isLocking(text);
        String ungatherable = GatherObstacles.in(text, findings.tables(), locking);
        return new QueryShape(
                form(text, select), ungatherable, findings.outerJoins(), locking, isTypedByParameters(text));
    }

    private static boolean isTypedByParameters(SqlText text) {
        int from = text.find(1, Set.of("from"));
        int groups = text.find(from, BEHIND_SOURCES);
        int end = text.find(groups, LIMITS_AND_LOCKS);
        return text.parameters(0, from) + text.parameters(groups, end) > 0;
    }

    private static Form form(SqlText text, Select select) {
        if (!(select instanceof PlainSelect plain) || plain.getWithItemsList() != null) {
            return new Inseparable("it is made of several queries");
        }
        try {
            return new QueryShapeReader(text, plain).form();
        } catch (UnreadableSqlException e) {
            return new Inseparable(e.getMessage());
        }
    }

    private Form form() {
        refuseIf(select.getWindowDefinitions() != null, "it has a window");
        refuseIf(select.getFromItem() == null, "it reads no table");
        refuseSources(select.getFromItem(), select.getJoins());
        boolean grouped = select.getGroupBy() != null || select.getHaving() != null;
        if (!grouped && isCount() && !hasOrderOrLimit() && select.getDistinct() == null) {
            return new Counts();
        } else if (grouped || Aggregates.in(text, new Piece(1, text.find(1, BEHIND_SELECT_LIST)))) {
            return new Combined(CombinationReader.read(text));
        }
        return rows();
    }

    private Rows rows() {
        boolean distinct = select.getDistinct() != null;
        refuseIf(distinct && select.getDistinct().getOnSelectItems() != null, "it has DISTINCT ON");
        int list = text.find(1, BEHIND_SELECT_LIST);
        RowByRow.check(text, 1, list, "select list");
        if (distinct) {
            RowByRow.requireSameInBothStores(text, new Piece(1, list));
            refuseIf(
                    text.tokens().subList(1, list).stream().anyMatch(token -> token.isWord("collate")),
                    "it has DISTINCT with COLLATE");
        }
        List<OrderItem> orderBy = orderBy();
        refuseIf(
                distinct && orderBy.stream().anyMatch(OrderItem::isKey),
                "it has DISTINCT, and orders by what is not certainly a column of the result");
        return new Rows(distinct, orderBy, limit(), offset());
    }

    private List<OrderItem> orderBy() {
        List<OrderItem> items = OrderReader.read(select);
        if (items.isEmpty()) {
            return items;
        }
        QueryText query = QueryText.of(text);
        List<QueryText.Order> order = query.order();
        refuseIf(order.size() != items.size(), "its ORDER BY has an unknown form");
        for (int i = 0; i < order.size(); i++) {
            Piece expression = order.get(i).expression();
            int position = items.get(i).position();
            if (items.get(i).isKey()) {
                RowByRow.check(text, expression.from(), expression.to(), "ORDER BY");
                RowByRow.requireSameInBothStores(text, expression);
            } else if (position > 0 && position <= query.items().size()) {
                RowByRow.requireSameInBothStores(text, query.items().get(position - 1));
            }
        }
        return items;
    }

    private static void refuseSources(FromItem first, List<Join> joins) {
        refuseSource(first);
        if (joins != null) {
            for (Join join : joins) {
                refuseIf(join.isRight() || join.isFull(), "it has a RIGHT or FULL JOIN");
                refuseSource(join.getFromItem());
            }
        }
    }

    private static void refuseSource(FromItem item) {
        if (item instanceof ParenthesedFromItem parenthesed) {
            refuseSources(parenthesed.getFromItem(), parenthesed.getJoins());
        } else {
            refuseIf(!(item instanceof Table), "it has a query or a function in FROM");
            refuseIf(item.getSampleClause() != null, "it has TABLESAMPLE");
        }
    }

    private boolean isCount() {
        return select.getSelectItems().stream().allMatch(item -> isCount(item.getExpression()));
    }

    private static boolean isCount(Expression expression) {
        return expression instanceof Function function
                && Identifiers.isName(function.getName())
                && Identifiers.name(function.getName()).equals("count")
                && !function.isDistinct()
                && !function.isUnique()
                && function.getKeep() == null
                && function.getOrderByElements() == null;
    }

    private boolean hasOrderOrLimit() {
        return select.getOrderByElements() != null
                || select.getLimit() != null
                || select.getOffset() != null
                || select.getFetch() != null;
    }

    private ValueExpression limit() {
        Limit limit = select.getLimit();
        Fetch fetch = select.getFetch();
        if (limit != null) {
            refuseIf(limit.getOffset() != null || limit.getByExpressions() != null, "its LIMIT has an unknown form");
            return constant(limit.getRowCount());
        } else if (fetch != null) {
            refuseIf(!isWholeFetch(fetch), "it has FETCH ... WITH TIES");
            return fetch.getExpression() == null ? new Literal(1L) : constant(fetch.getExpression());
        }
        return null;
    }

    private static boolean isWholeFetch(Fetch fetch) {
        return fetch.getFetchParameters().stream()
                .allMatch(word -> Set.of("ROW", "ROWS", "ONLY").contains(word.toUpperCase(Locale.ROOT)));
    }

    private ValueExpression offset() {
        return select.getOffset() == null ? null : constant(select.getOffset().getOffset());
    }

    private static ValueExpression constant(Expression expression) {
        if (expression instanceof AllValue || ValueExpressions.unwrap(expression) instanceof NullValue) {
            return null;
        }
        ValueExpression value = ValueExpressions.of(expression);
        boolean number = value instanceof ValueExpression.Parameter
                || value instanceof Literal literal && literal.value() instanceof Long;
        refuseIf(!number, "its LIMIT or OFFSET is neither a number nor a parameter");
        return value;
    }

    private static boolean isLocking(SqlText text) {
        for (int i = 0; i < text.size(); i++) {
            if (text.isKeyword(i, "for")
                    && Set.of("update", "share", "no", "key").contains(text.word(i + 1))) {
                return true;
            }
        }
        return false;
    }

    static void refuseIf(boolean refused, String reason) {
        if (refused) {
            throw new UnreadableSqlException(reason);
        }
    }
}
