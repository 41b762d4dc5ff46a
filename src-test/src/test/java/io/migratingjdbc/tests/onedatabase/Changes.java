package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Action.Method;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.ArrayList;
import java.util.List;

/** Updates and deletes. */
final class Changes extends Forms {
    Changes(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Action any() {
        return dice.way(
                new Way<>(60, this::update),
                new Way<>(30, this::delete),
                new Way<>(5, this::joined),
                new Way<>(6, this::batch),
                new Way<>(4, this::poll),
                new Way<>(4, this::key));
    }

    private Execute update() {
        Table table = dice.chance(94) ? ofEntity() : model.settings;
        Sql sql = sql();
        sql.add("UPDATE " + table.name() + " SET ");
        List<Column> columns = some(table.data());
        for (int i = 0; i < columns.size(); i++) {
            sql.add(i == 0 ? "" : ", ");
            assignment(sql, table, columns.get(i), "");
        }
        return addressed("update", sql, table);
    }

    private void assignment(Sql sql, Table table, Column column, String prefix) {
        sql.add(column.name() + " = ");
        if (column.kind() == Kind.INT && dice.chance(30)) {
            sql.add(prefix + column.name() + " + 1");
        } else {
            sql.value(column.kind(), () -> draw.value(table, column));
        }
    }

    private Execute delete() {
        Table table = dice.chance(94) ? ofEntity() : model.settings;
        Sql sql = sql();
        sql.add("DELETE FROM " + table.name());
        return addressed("delete", sql, table);
    }

    private Execute addressed(String shape, Sql sql, Table table) {
        sql.add(" WHERE ");
        String how = dice.way(
                new Way<>(56, () -> {
                    conditions.byId(sql, table, "");
                    return " by id";
                }),
                new Way<>(24, () -> {
                    conditions.byKey(sql, table, "");
                    return " by key";
                }),
                new Way<>(6, () -> {
                    conditions.byKey(sql, table, "");
                    sql.add(" AND ");
                    conditions.any(sql, table, "");
                    return " by key and more";
                }),
                new Way<>(9, () -> {
                    conditions.any(sql, table, "");
                    return " by any condition";
                }),
                new Way<>(5, () -> {
                    conditions.combination(sql, table, "");
                    return " by id and key combined";
                }),
                new Way<>(5, () -> {
                    if (table == model.settings) {
                        conditions.byKey(sql, table, "");
                    } else {
                        conditions.within(sql, table, dice.one("", table.name() + "."));
                        sql.add(" AND ");
                        conditions.byKey(sql, table, "");
                    }
                    return " with a subquery";
                }));
        if (dice.chance(20)) {
            sql.add(" RETURNING " + (dice.chance(50) ? "*" : String.join(", ", names(some(table.columns())))));
            return change(shape + how + ", returning", sql, Method.QUERY, null, List.of());
        }
        return change(shape + how, sql);
    }

    /** Rows of a table, picked by those of the same entities in another one. */
    private Execute joined() {
        Table table = entity();
        Table child = model.childOf(table);
        Table changed = dice.chance(50) ? table : child;
        Table other = changed == table ? child : table;
        Sql sql = sql();
        boolean delete = dice.chance(35);
        if (delete) {
            sql.add("DELETE FROM " + changed.name() + " a USING " + other.name() + " b WHERE ");
        } else {
            sql.add("UPDATE " + changed.name() + " a SET ");
            assignment(sql, changed, dice.one(changed.data()), "a.");
            sql.add(" FROM " + other.name() + " b WHERE ");
        }
        sql.add((changed == table ? "a." : "b.") + table.id().name() + " = " + (changed == table ? "b." : "a.")
                + child.reference().name() + " AND ");
        if (dice.chance(60)) {
            conditions.byId(sql, changed, "a");
        } else {
            conditions.byKey(sql, changed, "a");
        }
        if (dice.chance(40)) {
            sql.add(" AND ");
            conditions.any(sql, other, "b");
        }
        return change(delete ? "delete using" : "update from", sql);
    }

    /** What the workers of a queue do who take a job and mark it with one statement. */
    private Execute poll() {
        Table table = entity();
        String id = table.id().name();
        Sql sql = sql();
        boolean delete = dice.chance(30);
        if (delete) {
            sql.add("DELETE FROM " + table.name());
        } else {
            sql.add("UPDATE " + table.name() + " SET ");
            assignment(sql, table, dice.one(table.data()), "");
        }
        sql.add(" WHERE " + id + " IN (SELECT " + id + " FROM " + table.name() + " WHERE ");
        conditions.any(sql, table, "");
        orderBy(sql, List.of(dice.one(table.data()).name(), id));
        sql.add(" LIMIT ").value(Kind.INT, () -> 1 + dice.below(2));
        sql.add(" FOR UPDATE SKIP LOCKED)");
        String shape = delete ? "delete of polled rows" : "update of polled rows";
        if (dice.chance(50)) {
            sql.add(" RETURNING *");
            return change(shape + ", returning", sql, Method.QUERY, null, List.of());
        }
        return change(shape, sql);
    }

    /** A launch, although no row is new. */
    private Execute key() {
        Table table = entity();
        Sql sql = sql();
        sql.add("UPDATE " + table.name() + " SET ");
        for (int i = 0; i < table.key().size(); i++) {
            Column column = table.key().get(i);
            sql.add((i == 0 ? "" : ", ") + column.name() + " = ").value(column.kind(), () -> dice.one(column.domain()));
        }
        sql.add(" WHERE ");
        if (dice.chance(70)) {
            conditions.byId(sql, table, "");
        } else {
            conditions.byKey(sql, table, "");
        }
        return change("update of the key", sql);
    }

    private Action texts() {
        List<String> texts = new ArrayList<>();
        int count = 2 + dice.below(3);
        for (int i = 0; i < count; i++) {
            Table table = ofEntity();
            Sql sql = new Sql(dice, false);
            if (dice.chance(60)) {
                sql.add("UPDATE " + table.name() + " SET ");
                assignment(sql, table, dice.one(table.data()), "");
            } else {
                sql.add("DELETE FROM " + table.name());
            }
            sql.add(" WHERE ");
            conditions.byId(sql, table, "");
            texts.add(sql.text());
        }
        return new Action.MixedBatch("batch of texts of changes", texts, null);
    }

    private Action batch() {
        if (dice.chance(30)) {
            return texts();
        }
        Table table = ofEntity();
        Sql sql = new Sql(dice, true);
        Column column = dice.one(table.data());
        if (dice.chance(70)) {
            sql.add("UPDATE " + table.name() + " SET ");
            assignment(sql, table, column, "");
        } else {
            sql.add("DELETE FROM " + table.name());
        }
        sql.add(" WHERE ");
        if (dice.chance(70)) {
            conditions.byId(sql, table, "");
        } else {
            conditions.byKey(sql, table, "");
        }
        List<List<Parameter>> executions = new ArrayList<>();
        executions.add(sql.parameters());
        int count = sql.parameters().isEmpty() ? 0 : 1 + dice.below(4);
        for (int i = 0; i < count; i++) {
            executions.add(sql.parameters().stream().map(Parameter::drawnAgain).toList());
        }
        return new Action.PreparedBatch("batch of changes", sql.text(), executions, null, false);
    }
}
