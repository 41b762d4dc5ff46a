package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Condition.ColumnIsOneOf;
import io.migratingjdbc.internal.sql.Condition.ColumnsAreEqual;
import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Profiles in a short form for assertions: {@code o.id in ?1}, {@code o.id = c.id}, {@code orders o@0}. */
final class ProfileText {
    private ProfileText() {}

    static List<String> tables(StatementProfile profile) {
        return profile.tables().stream()
                .map(use -> use.table() + " " + use.alias() + "@" + use.scope() + (use.nullable() ? "?" : ""))
                .toList();
    }

    static List<String> conditions(StatementProfile profile) {
        return profile.conditions().stream()
                .map(condition -> condition(profile.tables(), condition))
                .toList();
    }

    private static String condition(List<TableUse> tables, Condition condition) {
        if (condition instanceof ColumnIsOneOf one) {
            return tables.get(one.table()).alias() + "." + one.column() + " in " + values(one.values());
        }
        ColumnsAreEqual equal = (ColumnsAreEqual) condition;
        return tables.get(equal.leftTable()).alias() + "." + equal.leftColumn() + " = "
                + tables.get(equal.rightTable()).alias() + "." + equal.rightColumn();
    }

    static String values(List<ValueExpression> values) {
        return values.stream().map(ProfileText::value).collect(Collectors.joining(", "));
    }

    static List<String> rows(StatementProfile insert) {
        return insert.insert().rows().stream().map(ProfileText::values).toList();
    }

    static Map<String, String> assignments(StatementProfile profile) {
        Map<String, String> assignments = new TreeMap<>();
        profile.assignments().forEach((column, value) -> assignments.put(column, value(value)));
        return assignments;
    }

    static String value(ValueExpression value) {
        if (value instanceof ValueExpression.Parameter parameter) {
            return "?" + parameter.index();
        } else if (value instanceof ValueExpression.Literal literal) {
            return literal.value() instanceof String text ? "'" + text + "'" : String.valueOf(literal.value());
        } else if (value instanceof ValueExpression.Elements elements) {
            return "elements of ?" + elements.index();
        } else if (value instanceof ValueExpression.Null) {
            return "null";
        } else if (value instanceof ValueExpression.Default) {
            return "default";
        } else if (value instanceof ValueExpression.MintedId) {
            return "minted";
        }
        return "computed";
    }

    static String shape(QueryShape shape) {
        if (shape.form() instanceof QueryShape.Inseparable inseparable) {
            return "inseparable: " + inseparable.reason();
        } else if (shape.form() instanceof QueryShape.Combined) {
            return "combined";
        }
        StringBuilder text = new StringBuilder(shape.rows().isPresent() ? "rows" : "count");
        QueryShape.Rows rows = shape.rows().orElse(QueryShape.Rows.ALL);
        text.append(rows.distinct() ? " distinct" : "");
        if (!rows.orderBy().isEmpty()) {
            text.append(" by ")
                    .append(rows.orderBy().stream().map(ProfileText::order).collect(Collectors.joining(", ")));
        }
        text.append(rows.limit() == null ? "" : " limit " + value(rows.limit()));
        text.append(rows.offset() == null ? "" : " offset " + value(rows.offset()));
        return text.append(shape.locking() ? " locking" : "").toString();
    }

    private static String order(OrderItem item) {
        return (item.isKey() ? "key" : item.label() == null ? item.position() : item.label())
                + (item.descending() ? " desc" : "")
                + (item.nullsFirst() == null ? "" : item.nullsFirst() ? " nulls first" : " nulls last");
    }
}
