package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.ArrayList;
import java.util.List;

/** Queries whose result has the rows of one table. */
final class Lists extends Forms {
    Lists(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Execute any() {
        return dice.way(
                new Way<>(26, this::byId),
                new Way<>(14, this::byKey),
                new Way<>(5, this::combined),
                new Way<>(14, this::list),
                new Way<>(12, this::ordered),
                new Way<>(12, this::page),
                new Way<>(5, this::distinct),
                new Way<>(7, this::poll),
                new Way<>(4, this::within));
    }

    private Execute byId() {
        Table table = ofEntity();
        Sql sql = select(table, "");
        sql.add(" WHERE ");
        if (dice.chance(80)) {
            conditions.byId(sql, table, "");
        } else {
            conditions.byIds(sql, table, "");
        }
        if (dice.chance(25)) {
            sql.add(" AND ");
            conditions.any(sql, table, "");
        }
        lock(sql, 8);
        return query("by id", sql, Order.NONE);
    }

    private Execute byKey() {
        Table table = ofEntity();
        Sql sql = select(table, "");
        sql.add(" WHERE ");
        conditions.byKey(sql, table, "");
        if (dice.chance(20)) {
            sql.add(dice.one(" AND ", " OR "));
            conditions.any(sql, table, "");
        }
        lock(sql, 8);
        return query("by key", sql, Order.NONE);
    }

    private Execute combined() {
        Table table = ofEntity();
        Sql sql = select(table, "");
        sql.add(" WHERE ");
        conditions.combination(sql, table, "");
        return query("by id and key combined", sql, Order.NONE);
    }

    private Execute list() {
        Table table = ofEntity();
        String alias = dice.one("", "", "t");
        Sql sql = select(table, alias);
        where(sql, table, alias, 90);
        return query("list", sql, Order.NONE);
    }

    /** By columns of the result, in the order of which rows may tie. */
    private Execute ordered() {
        Table table = ofEntity();
        Sql sql = sql();
        List<Column> columns = some(table.columns());
        sql.add("SELECT " + String.join(", ", names(columns)) + " FROM " + table.name());
        where(sql, table, "", 70);
        List<Column> by = some(columns);
        orderBy(sql, dice.chance(15) ? positions(columns, by) : names(by));
        return query(
                "ordered list",
                sql,
                new Order.By(by.stream().map(columns::indexOf).toList()));
    }

    private static List<String> positions(List<Column> columns, List<Column> by) {
        return by.stream()
                .map(column -> String.valueOf(columns.indexOf(column) + 1))
                .toList();
    }

    /** A total order by whatever, also by what is not selected. */
    private Execute page() {
        Table table = ofEntity();
        String alias = dice.one("", "", "p");
        Sql sql = select(table, alias);
        where(sql, table, alias, 60);
        Column column = dice.one(table.columns());
        boolean computed = dice.chance(30);
        List<String> by = new ArrayList<>();
        by.add(computed ? sortExpression(column, qualified(alias, column)) : qualified(alias, column));
        unique(table).forEach(last -> by.add(qualified(alias, last)));
        orderBy(sql, by);
        limit(sql);
        lock(sql, 5);
        return query(computed ? "page by an expression" : column.text() ? "page by text" : "page", sql, Order.TOTAL);
    }

    private String sortExpression(Column column, String name) {
        if (column.text()) {
            return dice.one("lower(" + name + ")", "length(" + name + ")", "coalesce(" + name + ", 'm')");
        }
        return column.numeric() ? dice.one("-" + name, name + " % 3", "abs(" + name + ")") : name + " IS NULL";
    }

    void limit(Sql sql) {
        int form = dice.below(5);
        if (form == 0) {
            sql.add(" FETCH FIRST " + (1 + dice.below(4)) + " ROWS ONLY");
            return;
        }
        if (form < 4) {
            sql.add(" LIMIT ").value(Kind.INT, () -> dice.below(6));
        }
        if (form > 2) {
            sql.add(" OFFSET ").value(Kind.INT, () -> dice.below(5));
        }
    }

    private Execute distinct() {
        Table table = ofEntity();
        List<Column> columns = some(table.data());
        Sql sql = sql();
        sql.add("SELECT DISTINCT " + String.join(", ", names(columns)) + " FROM " + table.name());
        where(sql, table, "", 50);
        if (dice.chance(50)) {
            orderBy(sql, names(columns));
            if (dice.chance(40)) {
                limit(sql);
            }
            return query("distinct", sql, Order.TOTAL);
        }
        return query("distinct", sql, Order.NONE);
    }

    /** What the workers of a queue ask for. */
    private Execute poll() {
        Table table = dice.one(model.jobs, model.jobs, model.tickets, model.orders);
        Sql sql = select(table, "");
        where(sql, table, "", 80);
        orderBy(sql, List.of(dice.one(table.data()).name(), table.id().name()));
        sql.add(" LIMIT ").value(Kind.INT, () -> 1 + dice.below(3));
        sql.add(dice.one(" FOR UPDATE SKIP LOCKED", " FOR UPDATE SKIP LOCKED", " FOR UPDATE", " FOR NO KEY UPDATE"));
        return query("work-queue poll", sql, Order.TOTAL);
    }

    private Execute within() {
        Table table = ofEntity();
        String alias = dice.one("", "e");
        Sql sql = select(table, alias);
        sql.add(" WHERE ");
        conditions.within(sql, table, alias.isEmpty() ? "" : "e.");
        if (dice.chance(40)) {
            sql.add(" AND ");
            conditions.any(sql, table, alias);
        }
        return query("subquery within the entity", sql, Order.NONE);
    }

    private Sql select(Table table, String alias) {
        Sql sql = sql();
        sql.add("SELECT ");
        if (dice.chance(30)) {
            sql.add("*");
        } else {
            List<String> items = new ArrayList<>();
            for (Column column : some(table.columns())) {
                items.add(item(column, alias));
            }
            sql.add(String.join(", ", items));
        }
        return sql.add(" FROM " + table.name() + (alias.isEmpty() ? "" : dice.one(" ", " AS ") + alias));
    }

    private String item(Column column, String alias) {
        String name = qualified(alias, column);
        if (dice.chance(85)) {
            return name;
        }
        if (column.text()) {
            return dice.one(
                    "upper(" + name + ") AS " + column.name() + "_upper",
                    name + " || '!'",
                    "coalesce(" + name + ", '-')");
        }
        return column.numeric() ? dice.one(name + " * 2 AS twice", "round(" + name + ")") : name + "::text";
    }

    private void where(Sql sql, Table table, String alias, int percent) {
        if (dice.chance(percent)) {
            sql.add(" WHERE ");
            conditions.any(sql, table, alias);
        }
    }

    private void lock(Sql sql, int percent) {
        if (dice.chance(percent)) {
            sql.add(dice.one(" FOR UPDATE", " FOR SHARE"));
        }
    }
}
