package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.List;

/** Queries made of queries, windows, and queries of tables that are no entities. */
final class Sets extends Forms {
    Sets(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Execute any() {
        return dice.way(
                new Way<>(30, this::set),
                new Way<>(20, this::with),
                new Way<>(7, this::withTwo),
                new Way<>(10, this::windowById),
                new Way<>(8, this::window),
                new Way<>(25, this::immutable),
                new Way<>(10, this::pinned));
    }

    private Execute set() {
        Sql sql = sql();
        String operator = dice.one("UNION", "UNION ALL", "INTERSECT", "EXCEPT");
        Table left = ofEntity();
        Column column = dice.one(left.columns());
        Table right = dice.chance(60) ? left : ofEntity();
        List<Column> same = right.where(other -> other.kind() == column.kind());
        if (same.isEmpty()) {
            right = left;
            same = List.of(column);
        }
        sql.add("SELECT " + column.name() + " FROM " + left.name() + " WHERE ");
        conditions.any(sql, left, "");
        sql.add(" " + operator + " SELECT " + dice.one(same).name() + " FROM " + right.name() + " WHERE ");
        conditions.any(sql, right, "");
        String shape = operator.toLowerCase(java.util.Locale.ROOT);
        if (dice.chance(40)) {
            orderBy(sql, List.of(dice.chance(50) ? "1" : column.name()));
            if (dice.chance(30)) {
                sql.add(" LIMIT ").value(Kind.INT, () -> dice.below(5));
            }
            return query(shape + ", ordered", sql, Order.TOTAL);
        }
        return query(shape, sql, Order.NONE);
    }

    private Execute with() {
        Table table = ofEntity();
        Sql sql = sql();
        sql.add("WITH q AS (SELECT * FROM " + table.name() + " WHERE ");
        if (dice.chance(40)) {
            conditions.byId(sql, table, "");
        } else {
            conditions.any(sql, table, "");
        }
        sql.add(") SELECT " + String.join(", ", names(some(table.columns()))) + " FROM q");
        if (dice.chance(40)) {
            sql.add(" WHERE ");
            conditions.any(sql, table, "");
        }
        return query("with", sql, Order.NONE);
    }

    private Execute withTwo() {
        Table entity = entity();
        Table child = model.childOf(entity);
        Sql sql = sql();
        sql.add("WITH q AS (SELECT * FROM " + entity.name() + " WHERE ");
        conditions.any(sql, entity, "");
        sql.add("), n AS (SELECT " + child.reference().name() + " AS ref, count(*) AS n FROM " + child.name()
                + " GROUP BY " + child.reference().name() + ") SELECT q."
                + entity.key().get(0).name()
                + ", n.n FROM q " + dice.one("JOIN", "LEFT JOIN") + " n ON n.ref = q."
                + entity.id().name());
        return query("with two", sql, Order.NONE);
    }

    private Execute window() {
        Table table = ofEntity();
        String key = String.join(", ", names(unique(table)));
        Sql sql = sql();
        sql.add("SELECT " + key + ", row_number() OVER (PARTITION BY "
                + dice.one(table.data()).name() + " ORDER BY " + key + ") AS place FROM " + table.name() + " WHERE ");
        conditions.any(sql, table, "");
        return query("window", sql, Order.NONE);
    }

    /** Where the id tells the store. */
    private Execute windowById() {
        Table table = dice.one(model.children);
        Sql sql = sql();
        sql.add("SELECT nr, row_number() OVER (ORDER BY nr) AS place, count(*) OVER () AS n FROM " + table.name()
                + " WHERE ");
        conditions.byId(sql, table, "");
        return query("window by id", sql, Order.NONE);
    }

    private Execute immutable() {
        Table table = dice.one(model.immutables);
        Sql sql = sql();
        boolean groups = dice.chance(30);
        sql.add("SELECT "
                + (groups
                        ? "count(*), max(" + dice.one(table.where(Column::text)).name() + ")"
                        : "*") + " FROM " + table.name());
        if (dice.chance(80)) {
            sql.add(" WHERE ");
            if (dice.chance(50)) {
                conditions.byKey(sql, table, "");
            } else {
                conditions.any(sql, table, "");
            }
        }
        return query("immutable rows", sql, Order.NONE);
    }

    private Execute pinned() {
        Sql sql = sql();
        sql.add("SELECT * FROM settings WHERE ");
        conditions.any(sql, model.settings, "");
        orderBy(sql, List.of("name"));
        return query("pinned rows", sql, Order.TOTAL);
    }
}
