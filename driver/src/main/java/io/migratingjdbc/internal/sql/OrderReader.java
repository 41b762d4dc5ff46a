package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.OrderByElement.NullOrdering;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;

/**
 * Finds the result column that each ORDER BY item stands for, by the server's rules: a bare name is first a label of
 * the result, then a column of the tables.
 */
final class OrderReader {
    private static final Set<String> SYSTEM_COLUMNS = Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

    private static final Place KEY = new Place(0, null);

    private final List<SelectItem<?>> items;
    private final boolean singleTable;
    private final int firstStar;

    private OrderReader(PlainSelect select) {
        items = select.getSelectItems();
        singleTable = select.getFromItem() instanceof Table && select.getJoins() == null;
        firstStar = IntStream.range(0, items.size())
                .filter(i -> isStar(items.get(i)))
                .findFirst()
                .orElse(items.size());
    }

    /** @throws UnreadableSqlException if an item is not certainly a column of the result */
    static List<OrderItem> read(PlainSelect select) {
        if (select.getOrderByElements() == null) {
            return List.of();
        }
        OrderReader reader = new OrderReader(select);
        return select.getOrderByElements().stream().map(reader::item).toList();
    }

    /** Where a result column is: by its position or, behind a star, by its label. */
    private record Place(int position, String label) {}

    private OrderItem item(OrderByElement element) {
        Place place = place(ValueExpressions.unwrap(element.getExpression()));
        NullOrdering nulls = element.getNullOrdering();
        return new OrderItem(
                place.position(),
                place.label(),
                !element.isAsc(),
                nulls == null ? null : nulls == NullOrdering.NULLS_FIRST);
    }

    private Place place(Expression expression) {
        if (expression.toString().toUpperCase(Locale.ROOT).contains("COLLATE")) {
            throw unclear(expression);
        } else if (expression instanceof LongValue ordinal) {
            if (items.stream().anyMatch(OrderReader::isCollated)) {
                throw unclear(expression);
            }
            return new Place(Math.toIntExact(ordinal.getValue()), null);
        } else if (expression instanceof Column column) {
            if (!Identifiers.isColumn(column)) {
                throw unclear(expression);
            }
            String name = Identifiers.name(column.getColumnName());
            if (SYSTEM_COLUMNS.contains(name)) {
                throw unclear(expression);
            }
            return Identifiers.qualifier(column).isPresent() ? qualified(column, name) : bare(column, name);
        }
        return beforeStar(item -> isSame(item, expression)).orElse(KEY);
    }

    private static UnreadableSqlException unclear(Expression expression) {
        return new UnreadableSqlException("what its ORDER BY item " + expression + " orders by cannot be told");
    }

    /** A bare name is a label of the result if there is one, else a column of the tables. */
    private Place bare(Column column, String name) {
        Optional<Place> labelled = beforeStar(item -> label(item).equals(Optional.of(name)));
        if (labelled.isPresent()) {
            return labelled.get();
        }
        if (hasStar()) {
            if (items.stream().anyMatch(OrderReader::isCollated)) {
                throw unclear(column);
            }
            return new Place(0, name);
        }
        return notLabelled(column, name);
    }

    /** Where the label of an expression without an alias is not certain, it might be this name. */
    private Place notLabelled(Column column, String name) {
        boolean mayBeLabel = items.stream()
                .anyMatch(item -> label(item).isEmpty() || label(item).get().equals(name));
        if (mayBeLabel) {
            throw unclear(column);
        }
        return beforeStar(item -> isColumn(item, column, name)).orElse(KEY);
    }

    private Place qualified(Column column, String name) {
        return beforeStar(item -> isColumn(item, column, name))
                .or(() -> starColumn(name))
                .orElse(KEY);
    }

    /** With several tables a star may give two columns the same label. */
    private Optional<Place> starColumn(String name) {
        boolean onlyStar = items.size() == 1 && hasStar();
        return singleTable && onlyStar ? Optional.of(new Place(0, name)) : Optional.empty();
    }

    private boolean hasStar() {
        return firstStar < items.size();
    }

    private Optional<Place> beforeStar(Predicate<SelectItem<?>> wanted) {
        return IntStream.range(0, firstStar)
                .filter(i -> wanted.test(items.get(i)) && !isCollated(items.get(i)))
                .mapToObj(i -> new Place(i + 1, null))
                .findFirst();
    }

    private boolean isColumn(SelectItem<?> item, Column column, String name) {
        return isSame(item, column)
                || singleTable
                        && item.getExpression() instanceof Column other
                        && Identifiers.isColumn(other)
                        && Identifiers.name(other.getColumnName()).equals(name);
    }

    /** Each parameter has a value of its own. */
    private static boolean isSame(SelectItem<?> item, Expression expression) {
        String written = expression.toString();
        return !written.contains("?") && item.getExpression().toString().equals(written);
    }

    private static boolean isCollated(SelectItem<?> item) {
        return item.getExpression().toString().toUpperCase(Locale.ROOT).contains("COLLATE");
    }

    private static boolean isStar(SelectItem<?> item) {
        return item.getExpression() instanceof AllColumns || item.getExpression() instanceof AllTableColumns;
    }

    private static Optional<String> label(SelectItem<?> item) {
        Optional<String> alias = Identifiers.alias(item.getAlias());
        return alias.isPresent() ? alias : ImpliedLabel.of(item.getExpression());
    }
}
