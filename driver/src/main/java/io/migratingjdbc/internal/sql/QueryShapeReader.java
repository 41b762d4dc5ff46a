package io.migratingjdbc.internal.sql;

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

    private final SqlText text;
    private final PlainSelect select;

    private QueryShapeReader(SqlText text, PlainSelect select) {
        this.text = text;
        this.select = select;
    }

    /** @param queries the number of queries in the statement, this one included */
    static QueryShape read(SqlText text, Select select, int queries) {
        boolean locking = isLocking(text);
        if (queries != 1 || !(select instanceof PlainSelect plain)) {
            return new QueryShape("it is made of several queries", false, List.of(), null, null, locking);
        }
        try {
            return new QueryShapeReader(text, plain).read(locking);
        } catch (UnreadableSqlException e) {
            return new QueryShape(e.getMessage(), false, List.of(), null, null, locking);
        }
    }

    private QueryShape read(boolean locking) {
        refuseGroups();
        refuseSources(select.getFromItem(), select.getJoins());
        if (isCount()) {
            refuseIf(hasOrderOrLimit(), "it has ORDER BY or LIMIT together with COUNT");
            return new QueryShape(null, true, List.of(), null, null, locking);
        }
        refuseSelectList();
        return new QueryShape(null, false, OrderReader.read(select), limit(), offset(), locking);
    }

    private void refuseGroups() {
        refuseIf(select.getDistinct() != null, "it has DISTINCT");
        refuseIf(select.getGroupBy() != null, "it has GROUP BY");
        refuseIf(select.getHaving() != null, "it has HAVING");
        refuseIf(select.getWindowDefinitions() != null, "it has a window");
        refuseIf(select.getFromItem() == null, "it reads no table");
    }

    private static void refuseSources(FromItem first, List<Join> joins) {
        refuseSource(first);
        if (joins != null) {
            for (Join join : joins) {
                refuseIf(join.isLeft() || join.isRight() || join.isFull(), "it has an outer join");
                refuseSource(join.getFromItem());
            }
        }
    }

    private static void refuseSource(FromItem item) {
        if (item instanceof ParenthesedFromItem parenthesed) {
            refuseSources(parenthesed.getFromItem(), parenthesed.getJoins());
        } else {
            refuseIf(!(item instanceof Table), "it has a function in FROM");
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

    /** By the tokens, not by the tree: nothing that looks like a call can be missed there. */
    private void refuseSelectList() {
        int end = text.find(1, BEHIND_SELECT_LIST);
        for (int i = 1; i < end; i++) {
            refuseIf(text.isKeyword(i, "over"), "it has a window function");
        }
        for (String function : text.functions(1, end)) {
            refuseIf(
                    !ScalarFunctions.contains(function),
                    "the function " + function + " in its select list may be an aggregate or return several rows");
        }
        for (int i = 1; i + 1 < end; i++) {
            String word = text.word(i);
            boolean opens = !word.isEmpty() && text.isPunctuation(i + 1, "(") && !Keywords.canBeFunction(word);
            refuseIf(
                    opens && !Keywords.isScalarBeforeParenthesis(word),
                    "its select list has " + word.toUpperCase(Locale.ROOT));
        }
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
