package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.List;

/** Conditions on the rows of one table, under an alias or none. */
final class Conditions {
    private final Dice dice;
    private final Model model;
    private final Draw draw;

    Conditions(Dice dice, Model model, Draw draw) {
        this.dice = dice;
        this.model = model;
        this.draw = draw;
    }

    /** Any condition. */
    void any(Sql sql, Table table, String alias) {
        any(sql, table, prefix(alias), 2);
    }

    void byId(Sql sql, Table table, String alias) {
        equal(sql, table, prefix(alias), table.child() ? table.reference() : table.handle());
    }

    void byIds(Sql sql, Table table, String alias) {
        in(sql, table, prefix(alias), table.child() ? table.reference() : table.handle());
    }

    void byKey(Sql sql, Table table, String alias) {
        List<Object> drawn = draw.key(table);
        sql.add("(");
        for (int i = 0; i < table.key().size(); i++) {
            Column column = table.key().get(i);
            Object first = drawn.get(i);
            boolean[] used = {false};
            sql.add(i == 0 ? "" : " AND ").add(prefix(alias) + column.name()).add(" = ");
            sql.value(column.kind(), () -> {
                Object value = used[0] ? draw.notNull(table, column) : first;
                used[0] = true;
                return value;
            });
        }
        sql.add(")");
    }

    /** Id, key and what else there is, in any Boolean combination. */
    void combination(Sql sql, Table table, String alias) {
        List<Runnable> parts = List.of(
                () -> byId(sql, table, alias),
                () -> byIds(sql, table, alias),
                () -> byKey(sql, table, alias),
                () -> any(sql, table, alias));
        int count = 2 + dice.below(2);
        sql.add(dice.chance(15) ? "NOT (" : "(");
        for (int i = 0; i < count; i++) {
            sql.add(i == 0 ? "" : dice.one(" AND ", " OR ", " OR ", " AND NOT "));
            parts.get(i == 0 ? dice.below(3) : dice.below(4)).run();
        }
        sql.add(")");
    }

    /** Whether a row has a partner among its entity's rows in the other table. */
    void within(Sql sql, Table table, String prefix) {
        Table other = table.child() ? table.parent() : model.childOf(table);
        String own = prefix + (table.child() ? table.reference() : table.id()).name();
        String theirs = (other.child() ? other.reference() : other.id()).name();
        String not = dice.chance(30) ? "NOT " : "";
        int form = prefix.isEmpty() ? 0 : dice.below(5);
        if (form < 2) {
            sql.add(own + " " + not + "IN (SELECT " + theirs + " FROM " + other.name() + " WHERE ");
            any(sql, other, "", 1);
        } else if (form == 2) {
            sql.add("(SELECT count(*) FROM " + other.name() + " w WHERE w." + theirs + " = " + own + ") > ");
            sql.value(Kind.INT, () -> dice.below(3));
            return;
        } else {
            sql.add(not + "EXISTS (SELECT 1 FROM " + other.name() + " w WHERE w." + theirs + " = " + own + " AND ");
            any(sql, other, "w.", 1);
        }
        sql.add(")");
    }

    private static String prefix(String alias) {
        return alias.isEmpty() ? "" : alias + ".";
    }

    private void any(Sql sql, Table table, String prefix, int depth) {
        if (depth == 0 || dice.chance(55)) {
            simple(sql, table, prefix);
            return;
        }
        String between = dice.chance(55) ? " AND " : " OR ";
        sql.add(dice.chance(15) ? "NOT (" : "(");
        any(sql, table, prefix, depth - 1);
        sql.add(between);
        any(sql, table, prefix, depth - 1);
        sql.add(")");
    }

    private void simple(Sql sql, Table table, String prefix) {
        dice.<Runnable>way(
                        new Way<>(30, () -> () -> comparison(sql, table, prefix)),
                        new Way<>(20, () -> () -> equal(sql, table, prefix, dice.one(table.columns()))),
                        new Way<>(10, () -> () -> in(sql, table, prefix, dice.one(table.columns()))),
                        new Way<>(8, () -> () -> between(sql, table, prefix)),
                        new Way<>(8, () -> () -> isNull(sql, table, prefix)),
                        new Way<>(8, () -> () -> like(sql, table, prefix)),
                        new Way<>(8, () -> () -> computed(sql, table, prefix)),
                        new Way<>(8, () -> () -> equal(sql, table, prefix, table.handle())))
                .run();
    }

    private void comparison(Sql sql, Table table, String prefix) {
        Column column = dice.one(table.columns());
        String operator = column.kind() == Kind.BOOLEAN ? "<>" : dice.one("<", "<=", ">", ">=", "<>");
        sql.add(prefix + column.name() + " " + operator + " ").value(column.kind(), () -> draw.notNull(table, column));
    }

    private void equal(Sql sql, Table table, String prefix, Column column) {
        sql.add(prefix + column.name() + " = ").value(column.kind(), () -> draw.value(table, column));
    }

    private void in(Sql sql, Table table, String prefix, Column column) {
        sql.add(prefix + column.name() + (dice.chance(15) ? " NOT IN (" : " IN ("));
        int count = 1 + dice.below(4);
        for (int i = 0; i < count; i++) {
            sql.add(i == 0 ? "" : ", ").value(column.kind(), () -> draw.notNull(table, column));
        }
        sql.add(")");
    }

    private void between(Sql sql, Table table, String prefix) {
        Column column = dice.one(table.where(any -> any.kind() != Kind.BOOLEAN));
        sql.add(prefix + column.name() + " BETWEEN ").value(column.kind(), () -> draw.notNull(table, column));
        sql.add(" AND ").value(column.kind(), () -> draw.notNull(table, column));
    }

    private void isNull(Sql sql, Table table, String prefix) {
        sql.add(prefix + dice.one(table.columns()).name() + dice.one(" IS NULL", " IS NOT NULL"));
    }

    private void like(Sql sql, Table table, String prefix) {
        List<Column> texts = table.where(Column::text);
        if (texts.isEmpty()) {
            isNull(sql, table, prefix);
            return;
        }
        sql.add(prefix + dice.one(texts).name() + dice.one(" LIKE ", " NOT LIKE ", " ILIKE "))
                .value(Kind.TEXT, () -> dice.one("%n%", "_", "a%", "%", "", "%0", "red"));
    }

    private void computed(Sql sql, Table table, String prefix) {
        List<Column> numbers = table.where(Column::numeric);
        if (numbers.isEmpty() || dice.chance(50)) {
            List<Column> texts = table.where(Column::text);
            String column = prefix + (texts.isEmpty() ? table.handle() : dice.one(texts)).name();
            sql.add(dice.one("length(", "octet_length(") + column + "::text) > " + dice.below(5));
        } else {
            sql.add("coalesce(" + prefix + dice.one(numbers).name() + ", 0) + 1 > ")
                    .value(Kind.INT, () -> dice.one(1, 3, 50));
        }
    }
}
