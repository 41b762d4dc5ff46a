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
        Place place = place(element.getExpression())
                .orElseThrow(() -> new UnreadableSqlException(
                        "its ORDER BY item " + element.getExpression() + " is not certainly a column of the result"));
        NullOrdering nulls = element.getNullOrdering();
        return new OrderItem(
                place.position(),
                place.label(),
                !element.isAsc(),
                nulls == null ? null : nulls == NullOrdering.NULLS_FIRST);
    }

    private Optional<Place> place(Expression expression) {
        if (expression.toString().toUpperCase(Locale.ROOT).contains("COLLATE")) {
            return Optional.empty();
        } else if (expression instanceof LongValue ordinal) {
            return Optional.of(new Place(Math.toIntExact(ordinal.getValue()), null));
        } else if (expression instanceof Column column) {
            if (!Identifiers.isColumn(column)) {
                return Optional.empty();
            }
            String name = Identifiers.name(column.getColumnName());
            return Identifiers.qualifier(column).isPresent() ? qualified(column, name) : bare(column, name);
        }
        return beforeStar(item -> isSame(item, expression));
    }

    private Optional<Place> bare(Column column, String name) {
        Optional<Place> labelled = beforeStar(item -> label(item).equals(Optional.of(name)));
        if (labelled.isPresent()) {
            return labelled;
        }
        if (hasStar()) {
            return starColumn(name);
        }
        // The label of an expression without an alias is the server's choice: it might be this name.
        boolean allLabelsKnown = items.stream().allMatch(item -> label(item).isPresent());
        return allLabelsKnown ? beforeStar(item -> isColumn(item, column, name)) : Optional.empty();
    }

    private Optional<Place> qualified(Column column, String name) {
        Optional<Place> selected = beforeStar(item -> isColumn(item, column, name));
        if (selected.isPresent() || !hasStar()) {
            return selected;
        }
        boolean labelFree = items.stream()
                .filter(item -> !isStar(item))
                .allMatch(item -> label(item).isPresent() && !label(item).get().equals(name));
        return labelFree ? starColumn(name) : Optional.empty();
    }

    /** With several tables a star may give two columns the same label. */
    private Optional<Place> starColumn(String name) {
        return singleTable && !SYSTEM_COLUMNS.contains(name) ? Optional.of(new Place(0, name)) : Optional.empty();
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

    private static boolean isSame(SelectItem<?> item, Expression expression) {
        return item.getExpression().toString().equals(expression.toString());
    }

    private static boolean isCollated(SelectItem<?> item) {
        return item.getExpression().toString().toUpperCase(Locale.ROOT).contains("COLLATE");
    }

    private static boolean isStar(SelectItem<?> item) {
        return item.getExpression() instanceof AllColumns || item.getExpression() instanceof AllTableColumns;
    }

    private static Optional<String> label(SelectItem<?> item) {
        Optional<String> alias = Identifiers.alias(item.getAlias());
        if (alias.isPresent()) {
            return alias;
        }
        return item.getExpression() instanceof Column column && Identifiers.isColumn(column)
                ? Optional.of(Identifiers.name(column.getColumnName()))
                : Optional.empty();
    }
}
