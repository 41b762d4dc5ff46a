package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.ArrayList;
import java.util.List;

/** Aggregates, of all rows and of groups. */
final class Groups extends Forms {
    Groups(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Execute any() {
        return dice.way(
                new Way<>(25, this::count),
                new Way<>(30, this::aggregates),
                new Way<>(30, this::groups),
                new Way<>(15, this::having));
    }

    private Execute count() {
        Table table = ofEntity();
        Sql sql = sql();
        sql.add("SELECT count(*)" + dice.one("", " AS n") + " FROM " + table.name());
        where(sql, table, 80);
        return query("count", sql, Order.TOTAL);
    }

    private Execute aggregates() {
        Table table = ofEntity();
        Sql sql = sql();
        List<String> items = new ArrayList<>();
        int count = 1 + dice.below(3);
        for (int i = 0; i < count; i++) {
            items.add(aggregate(table));
        }
        sql.add("SELECT " + String.join(", ", items) + " FROM " + table.name());
        where(sql, table, 70);
        return query("aggregates", sql, Order.TOTAL);
    }

    private Execute groups() {
        Table table = ofEntity();
        Sql sql = sql();
        List<String> by = groupColumns(table);
        sql.add("SELECT " + String.join(", ", by) + ", " + aggregate(table) + " FROM " + table.name());
        where(sql, table, 50);
        sql.add(" GROUP BY " + String.join(", ", by));
        return ordered("groups", sql, by);
    }

    private Execute having() {
        Table table = ofEntity();
        Sql sql = sql();
        List<String> by = groupColumns(table);
        sql.add("SELECT " + String.join(", ", by) + ", count(*) AS n FROM " + table.name());
        where(sql, table, 50);
        sql.add(" GROUP BY " + String.join(", ", by) + " HAVING "
                        + dice.one(
                                "count(*)", "count(DISTINCT " + table.handle().name() + ")"))
                .add(dice.one(" > ", " <= "))
                .value(Kind.INT, () -> 1 + dice.below(3));
        return ordered("groups with having", sql, by);
    }

    private Execute ordered(String shape, Sql sql, List<String> by) {
        if (dice.chance(50)) {
            return query(shape, sql, Order.NONE);
        }
        orderBy(sql, by);
        if (dice.chance(30)) {
            sql.add(" LIMIT ").value(Kind.INT, () -> dice.below(4));
        }
        return query(shape + ", ordered", sql, Order.TOTAL);
    }

    private List<String> groupColumns(Table table) {
        List<Column> columns = some(table.data());
        return names(columns.subList(0, Math.min(2, columns.size())));
    }

    private String aggregate(Table table) {
        Column column = dice.one(table.columns());
        String name = column.name();
        String distinct = dice.chance(25) ? "DISTINCT " : "";
        String label = dice.one("", "", " AS a" + dice.below(9));
        if (column.numeric()) {
            return dice.one("sum", "avg", "min", "max", "count") + "(" + distinct + name + ")" + label;
        }
        return switch (column.kind()) {
            case DOUBLE -> dice.one("min", "max", "count") + "(" + name + ")" + label;
            case TEXT, TIMESTAMP, MOMENT -> dice.one("min", "max", "count") + "(" + distinct + name + ")" + label;
            default -> "count(" + distinct + name + ")" + label;
        };
    }

    private void where(Sql sql, Table table, int percent) {
        if (dice.chance(percent)) {
            sql.add(" WHERE ");
            conditions.any(sql, table, "");
        }
    }
}
