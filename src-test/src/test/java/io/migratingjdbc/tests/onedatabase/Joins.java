package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.ArrayList;
import java.util.List;

/** Queries of several tables: an entity's own, and immutable ones. */
final class Joins extends Forms {
    Joins(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Execute any() {
        return dice.way(
                new Way<>(26, () -> family("JOIN")),
                new Way<>(18, () -> family("LEFT JOIN")),
                new Way<>(6, () -> family("RIGHT JOIN")),
                new Way<>(6, () -> family("FULL JOIN")),
                new Way<>(6, this::pageWithChildren),
                new Way<>(20, this::withProducts),
                new Way<>(12, this::grouped),
                new Way<>(10, this::inSelectList),
                new Way<>(8, this::fromQuery));
    }

    /** An entity with its children. */
    private Execute family(String join) {
        Table entity = entity();
        Table child = model.childOf(entity);
        Sql sql = sql();
        List<String> items = new ArrayList<>();
        some(entity.columns()).forEach(column -> items.add("e." + column.name()));
        some(child.columns()).forEach(column -> items.add("c." + column.name() + " AS c_" + column.name()));
        boolean childFirst = dice.chance(25);
        String left = childFirst ? child.name() + " c " : entity.name() + " e ";
        String right = childFirst ? entity.name() + " e" : child.name() + " c";
        sql.add("SELECT " + String.join(", ", items) + " FROM " + left + join + " " + right + " ON "
                + on(entity, child));
        if (dice.chance(15)) {
            sql.add(" AND ");
            conditions.any(sql, child, "c");
        }
        sql.add(" WHERE ");
        if (dice.chance(50)) {
            conditions.byId(sql, entity, "e");
        } else {
            conditions.any(sql, entity, "e");
        }
        if (dice.chance(40)) {
            List<String> by = new ArrayList<>();
            unique(entity).forEach(column -> by.add("e." + column.name()));
            unique(child).forEach(column -> by.add("c." + column.name()));
            orderBy(sql, by);
            if (dice.chance(30)) {
                sql.add(" LIMIT ").value(Kind.INT, () -> dice.below(5));
            }
            return query(join.toLowerCase(java.util.Locale.ROOT) + ", ordered", sql, Order.TOTAL);
        }
        return query(join.toLowerCase(java.util.Locale.ROOT), sql, Order.NONE);
    }

    /** Entities page by page with all that belongs to them, as mappers fetch them. */
    private Execute pageWithChildren() {
        Table entity = entity();
        Table child = model.childOf(entity);
        String key = String.join(", ", names(entity.key()));
        Sql sql = sql();
        sql.add("SELECT e.*, c.* FROM (SELECT * FROM " + entity.name() + " WHERE ");
        conditions.any(sql, entity, "");
        sql.add(" ORDER BY " + key + " LIMIT ").value(Kind.INT, () -> 1 + dice.below(5));
        sql.add(") e " + dice.one("JOIN ", "LEFT JOIN ") + child.name() + " c ON " + on(entity, child) + " ORDER BY e."
                + String.join(", e.", names(entity.key())) + ", c.nr");
        return query("join with a page", sql, Order.TOTAL);
    }

    private static String on(Table entity, Table child) {
        return "c." + child.reference().name() + " = e." + entity.id().name();
    }

    private Execute withProducts() {
        Table table = dice.one(model.orders, model.orderLines);
        String join = dice.one("JOIN", "LEFT JOIN");
        Sql sql = sql();
        sql.add("SELECT t." + dice.one(table.columns()).name() + ", t.id, p.title, p.price AS p_price FROM "
                + table.name() + " t " + join + " products p ON p.sku = t.sku");
        if (dice.chance(80)) {
            sql.add(" WHERE ");
            conditions.any(sql, table, "t");
        }
        return query("join with immutable", sql, Order.NONE);
    }

    private Execute grouped() {
        Table entity = entity();
        Table child = model.childOf(entity);
        Column by = dice.one(entity.data());
        Sql sql = sql();
        sql.add("SELECT e." + by.name() + ", count(*) AS n, max(c.nr) FROM " + entity.name() + " e JOIN " + child.name()
                + " c ON " + on(entity, child) + " GROUP BY e." + by.name());
        return query("join, grouped", sql, Order.NONE);
    }

    private Execute inSelectList() {
        Table entity = entity();
        Table child = model.childOf(entity);
        Sql sql = sql();
        sql.add("SELECT e." + entity.key().get(0).name() + ", (SELECT " + dice.one("count(*)", "max(c.nr)", "min(c.nr)")
                + " FROM " + child.name() + " c WHERE " + on(entity, child) + ") AS n FROM " + entity.name()
                + " e WHERE ");
        conditions.any(sql, entity, "e");
        return query("subquery in the select list", sql, Order.NONE);
    }

    private Execute fromQuery() {
        Table table = ofEntity();
        Sql sql = sql();
        List<Column> columns = some(table.columns());
        sql.add("SELECT " + String.join(", ", names(columns)) + " FROM (SELECT * FROM " + table.name() + " WHERE ");
        conditions.any(sql, table, "");
        sql.add(") q");
        return query("query in FROM", sql, Order.NONE);
    }
}
