package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Action.Method;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.List;

/** Forms that are seen less often, each a trap for somebody who takes statements apart. */
final class Varieties extends Forms {
    Varieties(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Execute any() {
        return dice.way(
                new Way<>(8, this::filtered),
                new Way<>(8, this::groupedByExpression),
                new Way<>(6, this::orderedByAggregate),
                new Way<>(6, this::joinedAggregate),
                new Way<>(6, this::collected),
                new Way<>(8, this::keysInList),
                new Way<>(8, this::cases),
                new Way<>(6, this::lateral),
                new Way<>(6, this::windows),
                new Way<>(6, this::threeBranches),
                new Way<>(6, this::existsInSelectList),
                new Way<>(6, this::firstOfEach),
                new Way<>(5, this::largest),
                new Way<>(6, this::assignedFromChildren),
                new Way<>(6, this::upsertUnderCondition),
                new Way<>(4, this::values));
    }

    private Execute filtered() {
        Table table = ofEntity();
        Sql sql = sql();
        sql.add("SELECT count(*) FILTER (WHERE ");
        conditions.any(sql, table, "");
        sql.add(") AS some, count(*) AS all_of_them, count(*) = 0 AS none FROM " + table.name());
        return query("filtered aggregate", sql, Order.TOTAL);
    }

    private Execute groupedByExpression() {
        Table table = entity();
        Column text = dice.one(table.where(Column::text));
        String expression =
                dice.one("length(" + text.name() + ")", "upper(" + text.name() + ")", text.name() + " IS NULL");
        Sql sql = sql();
        sql.add("SELECT " + expression + " AS e, count(*), min("
                + table.key().get(0).name() + ") FROM " + table.name() + " GROUP BY " + dice.one("1", expression)
                + " ORDER BY 1");
        return query("groups of an expression", sql, Order.TOTAL);
    }

    private Execute orderedByAggregate() {
        Table table = entity();
        Column by = dice.one(table.data());
        Sql sql = sql();
        sql.add("SELECT " + by.name() + ", count(*) AS n FROM " + table.name() + " GROUP BY " + by.name()
                + " ORDER BY count(*) DESC, " + by.name() + " LIMIT ");
        sql.value(Kind.INT, () -> 1 + dice.below(4));
        return query("groups by size", sql, Order.TOTAL);
    }

    private Execute joinedAggregate() {
        Table entity = entity();
        Table child = model.childOf(entity);
        Sql sql = sql();
        sql.add("SELECT count(DISTINCT e." + entity.id().name()
                + ") AS entities, count(c.nr) AS children, max(c.nr) - min(c.nr)"
                + " AS span FROM " + entity.name() + " e LEFT JOIN " + child.name() + " c ON c."
                + child.reference().name() + " = e." + entity.id().name() + " WHERE ");
        conditions.any(sql, entity, "e");
        return query("aggregate of a join", sql, Order.TOTAL);
    }

    private Execute collected() {
        Table table = ofEntity();
        String key = table.key().get(table.key().size() - 1).name();
        Sql sql = sql();
        sql.add("SELECT "
                + dice.one(
                        "string_agg(" + key + "::text, ',' ORDER BY " + key + ")",
                        "array_agg(" + key + " ORDER BY " + key + " DESC)::text")
                + " AS all_of_them FROM " + table.name());
        if (dice.chance(50)) {
            sql.add(" WHERE ");
            conditions.any(sql, table, "");
        }
        return query("collected values", sql, Order.TOTAL);
    }

    /** Keys of several columns as rows. */
    private Execute keysInList() {
        Table table = dice.one(model.tickets, model.orderLines, model.comments, model.runs);
        Sql sql = sql();
        sql.add("SELECT * FROM " + table.name() + " WHERE (" + String.join(", ", names(table.key())) + ")"
                + dice.one(" IN (", " IN (", " NOT IN ("));
        int count = 1 + dice.below(3);
        for (int i = 0; i < count; i++) {
            List<Object> key = draw.key(table);
            sql.add(i == 0 ? "(" : ", (");
            for (int j = 0; j < key.size(); j++) {
                Object value = key.get(j);
                sql.add(j == 0 ? "" : ", ").value(table.key().get(j).kind(), () -> value);
            }
            sql.add(")");
        }
        sql.add(")");
        return query("keys as rows", sql, Order.NONE);
    }

    private Execute cases() {
        Table table = ofEntity();
        Sql sql = sql();
        sql.add("SELECT " + table.key().get(0).name() + ", CASE WHEN ");
        conditions.any(sql, table, "");
        sql.add(" THEN 'yes' WHEN ");
        conditions.any(sql, table, "");
        sql.add(" THEN 'perhaps' ELSE 'no' END AS verdict FROM " + table.name() + " ORDER BY verdict, "
                + String.join(", ", names(unique(table))));
        return query("case", sql, Order.TOTAL);
    }

    private Execute lateral() {
        Table entity = entity();
        Table child = model.childOf(entity);
        Sql sql = sql();
        sql.add("SELECT e." + entity.key().get(0).name() + ", l.* FROM " + entity.name() + " e "
                + dice.one("JOIN", "LEFT JOIN") + " LATERAL (SELECT c.nr, count(*) OVER () AS n FROM " + child.name()
                + " c WHERE c."
                + child.reference().name() + " = e." + entity.id().name() + " ORDER BY c.nr LIMIT 2) l ON true");
        return query("lateral", sql, Order.NONE);
    }

    private Execute windows() {
        Table table = ofEntity();
        String key = String.join(", ", names(unique(table)));
        String by = dice.one(table.data()).name();
        Sql sql = sql();
        sql.add("SELECT " + key + ", "
                + dice.one(
                        "lag(" + by + ") OVER w",
                        "rank() OVER (ORDER BY " + by + ")",
                        "count(*) OVER (PARTITION BY " + by + ")",
                        "first_value(" + by + ") OVER w")
                + " AS x FROM " + table.name() + " WINDOW w AS (ORDER BY " + key + ")");
        return query("windows", sql, Order.NONE);
    }

    private Execute threeBranches() {
        Table entity = entity();
        Table child = model.childOf(entity);
        String id = entity.id().name();
        String reference = child.reference().name();
        Sql sql = sql();
        sql.add("(SELECT " + id + " FROM " + entity.name() + " WHERE ");
        conditions.any(sql, entity, "");
        sql.add(" ORDER BY " + id + " LIMIT 3) UNION (SELECT " + reference + " FROM " + child.name() + " WHERE ");
        conditions.any(sql, child, "");
        sql.add(dice.one(" EXCEPT", " INTERSECT") + " SELECT " + id + " FROM " + entity.name() + ") ORDER BY 1");
        return query("three branches", sql, Order.TOTAL);
    }

    private Execute existsInSelectList() {
        Table entity = entity();
        Table child = model.childOf(entity);
        Sql sql = sql();
        sql.add("SELECT e." + entity.key().get(0).name() + ", EXISTS (SELECT FROM " + child.name() + " c WHERE c."
                + child.reference().name() + " = e." + entity.id().name() + ") AS has, e.* FROM " + entity.name()
                + " e WHERE ");
        conditions.any(sql, entity, "e");
        return query("exists in the select list", sql, Order.NONE);
    }

    private Execute firstOfEach() {
        Table table = ofEntity();
        Column by = dice.one(table.data());
        String key = String.join(", ", names(unique(table)));
        Sql sql = sql();
        sql.add("SELECT DISTINCT ON (" + by.name() + ") " + by.name() + ", " + key + " FROM " + table.name()
                + " ORDER BY " + by.name() + ", " + key);
        return query("first of each", sql, Order.TOTAL);
    }

    private Execute largest() {
        Table table = entity();
        Column by = dice.one(table.where(Column::numeric));
        Sql sql = sql();
        sql.add("SELECT * FROM " + table.name() + " WHERE " + by.name() + " = (SELECT max(" + by.name() + ") FROM "
                + table.name() + ")");
        return query("largest", sql, Order.NONE);
    }

    private Execute assignedFromChildren() {
        Table table = dice.one(model.orders, model.tickets);
        Table child = model.childOf(table);
        Column column =
                table == model.orders ? table.data().get(3) : table.data().get(1);
        Sql sql = sql();
        sql.add("UPDATE " + table.name() + " SET " + column.name() + " = (SELECT count(*) FROM " + child.name()
                + " c WHERE c." + child.reference().name() + " = " + table.name() + "."
                + table.id().name() + ") WHERE ");
        if (dice.chance(60)) {
            conditions.byId(sql, table, "");
        } else {
            conditions.byKey(sql, table, "");
        }
        return change("update from a subquery", sql);
    }

    private Execute upsertUnderCondition() {
        Sql sql = sql();
        sql.add("INSERT INTO orders (number, state, quantity) VALUES (");
        sql.value(Kind.TEXT, () -> dice.one(model.orders.key().get(0).domain()));
        sql.add(", 'new', ").value(Kind.INT, () -> dice.below(5));
        sql.add(") ON CONFLICT (number) DO UPDATE SET state = 'again', quantity = coalesce(orders.quantity, 0)"
                + " + EXCLUDED.quantity WHERE orders.state <> ");
        sql.value(Kind.TEXT, () -> dice.one("new", "again", "paid"));
        if (dice.chance(50)) {
            sql.add(" RETURNING number, state, quantity, customer");
            return change("upsert under a condition", sql, Method.QUERY, model.orders, List.of());
        }
        return change("upsert under a condition", sql, Method.UPDATE, model.orders, List.of());
    }

    private Execute values() {
        Sql sql = sql();
        sql.add(
                "SELECT o.number, v.rank FROM orders o JOIN (VALUES ('new', 1), ('paid', 2)) v (state, rank) ON v.state = o.state"
                        + " ORDER BY v.rank, o.number");
        return query("join with values", sql, Order.TOTAL);
    }
}
