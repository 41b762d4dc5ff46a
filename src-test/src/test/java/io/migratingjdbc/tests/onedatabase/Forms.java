package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Action.Method;
import java.util.List;

/** What all makers of statements share. */
abstract class Forms {
    final Dice dice;
    final Model model;
    final Known known;
    final Draw draw;
    final Conditions conditions;

    Forms(Dice dice, Model model, Known known) {
        this.dice = dice;
        this.model = model;
        this.known = known;
        this.draw = new Draw(dice, known);
        this.conditions = new Conditions(dice, model, draw);
    }

    Sql sql() {
        return new Sql(dice, dice.chance(65));
    }

    Execute query(String shape, Sql sql, Order order) {
        Method method = dice.chance(85) ? Method.QUERY : Method.EXECUTE;
        Reading reading = new Reading(
                dice.chance(10) ? 1 + dice.below(4) : 0,
                order == Order.TOTAL && !sql.text().contains(" FOR ") && dice.chance(6) ? 1 + dice.below(4) : 0,
                dice.chance(4));
        return new Execute(
                shape, sql.text(), sql.parameters(), sql.prepared(), method, order, null, List.of(), reading);
    }

    Execute change(String shape, Sql sql) {
        Method method = dice.chance(75) ? Method.UPDATE : dice.one(Method.LARGE_UPDATE, Method.EXECUTE);
        return change(shape, sql, method, null, List.of());
    }

    Execute change(String shape, Sql sql, Method method, Table inserts, List<String> keyColumns) {
        return new Execute(
                shape,
                sql.text(),
                sql.parameters(),
                sql.prepared(),
                method,
                Order.NONE,
                inserts,
                keyColumns,
                Reading.PLAIN);
    }

    Table entity() {
        return dice.one(model.entities);
    }

    /** An entity or children. */
    Table ofEntity() {
        return dice.chance(65) ? entity() : dice.one(model.children);
    }

    List<String> names(List<Column> columns) {
        return columns.stream().map(Column::name).toList();
    }

    /** Some of the columns, at least one, in their order. */
    List<Column> some(List<Column> columns) {
        List<Column> chosen = columns.stream().filter(column -> dice.chance(40)).toList();
        return chosen.isEmpty() ? List.of(dice.one(columns)) : chosen;
    }

    /** Columns that are unique together. */
    static List<Column> unique(Table table) {
        return table.id() != null ? List.of(table.id()) : table.key();
    }

    static String qualified(String alias, Column column) {
        return alias.isEmpty() ? column.name() : alias + "." + column.name();
    }

    /** Appends ORDER BY with the columns, each in a direction of its own. */
    void orderBy(Sql sql, List<String> expressions) {
        sql.add(" ORDER BY ");
        for (int i = 0; i < expressions.size(); i++) {
            sql.add(i == 0 ? "" : ", ").add(expressions.get(i)).add(direction());
        }
    }

    String direction() {
        String direction = dice.one("", "", " ASC", " DESC");
        return direction + (dice.chance(20) ? dice.one(" NULLS FIRST", " NULLS LAST") : "");
    }
}
