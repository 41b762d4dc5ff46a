package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Action.Method;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** New rows. */
final class Inserts extends Forms {
    Inserts(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Action any() {
        Table table = dice.way(
                new Way<>(45, this::entity),
                new Way<>(38, () -> dice.one(model.children)),
                new Way<>(12, () -> dice.one(model.immutables)),
                new Way<>(5, () -> model.settings));
        return dice.way(
                new Way<>(60, () -> single(table)),
                new Way<>(12, () -> several(table)),
                new Way<>(16, () -> upsert(table)),
                new Way<>(8, () -> batch(table)),
                new Way<>(3, this::selected),
                new Way<>(2, this::selectedChildren));
    }

    private Execute single(Table table) {
        Sql sql = sql();
        rows(sql, table, 1);
        return asked("insert", sql, table);
    }

    private Execute several(Table table) {
        Sql sql = sql();
        rows(sql, table, 2 + dice.below(3));
        return asked("insert of several rows", sql, table);
    }

    private Execute upsert(Table table) {
        Sql sql = sql();
        rows(sql, table, dice.chance(80) ? 1 : 2);
        String key = "(" + String.join(", ", names(table.key())) + ")";
        boolean arbiter = table != model.events;
        boolean update = arbiter && !model.immutables.contains(table) && dice.chance(60);
        if (update) {
            Column column = dice.one(table.data());
            sql.add(" ON CONFLICT " + key + " DO UPDATE SET " + column.name() + " = ");
            if (dice.chance(60)) {
                sql.add("EXCLUDED." + column.name());
            } else {
                sql.value(column.kind(), valueFor(table, column));
            }
        } else {
            sql.add(" ON CONFLICT " + (arbiter && dice.chance(60) ? key + " " : "") + "DO NOTHING");
        }
        return asked(update ? "upsert" : "insert or nothing", sql, table);
    }

    /** How the application learns what was made. */
    private Execute asked(String shape, Sql sql, Table table) {
        int form = dice.below(10);
        if (form < 3) {
            sql.add(" RETURNING " + (dice.chance(40) ? "*" : String.join(", ", names(some(table.columns())))));
            return change(shape + ", returning", sql, dice.one(Method.QUERY, Method.EXECUTE), table, List.of());
        }
        if (form < 5) {
            return change(shape, sql, Method.GENERATED_KEYS, table, List.of());
        }
        if (form < 7) {
            return change(shape, sql, Method.GENERATED_COLUMNS, table, names(unique(table)));
        }
        return change(shape, sql, Method.UPDATE, table, List.of());
    }

    private Action batch(Table table) {
        if (dice.chance(25)) {
            List<String> texts = new ArrayList<>();
            int count = 2 + dice.below(3);
            for (int i = 0; i < count; i++) {
                Sql sql = new Sql(dice, false);
                rows(sql, table, 1);
                texts.add(sql.text());
            }
            return new Action.MixedBatch("batch of texts of inserts", texts, table);
        }
        Sql sql = new Sql(dice, true);
        rows(sql, table, 1);
        if (sql.parameters().isEmpty()) {
            return single(table);
        }
        List<List<Parameter>> executions = new ArrayList<>();
        executions.add(sql.parameters());
        int count = 1 + dice.below(4);
        for (int i = 0; i < count; i++) {
            executions.add(sql.parameters().stream().map(Parameter::drawnAgain).toList());
        }
        return new Action.PreparedBatch(
                "batch of inserts",
                sql.text(),
                executions,
                table,
                !table.child() && table != model.settings && dice.chance(40));
    }

    /** Keys that only the database can compute. */
    private Execute selected() {
        Sql sql = sql();
        int number = dice.below(5);
        Table into = dice.one(model.tickets, model.jobs, model.orders);
        if (into == model.tickets) {
            sql.add("INSERT INTO tickets (tenant, code, title, priority) SELECT 2, 't' || weight, title, " + number);
        } else if (into == model.jobs) {
            sql.add("INSERT INTO jobs (id, name, queue) SELECT md5(sku || '" + draw.uniqueId()
                    + "')::uuid, 'j' || weight," + " 'bill'");
        } else {
            sql.add("INSERT INTO orders (id, number, customer, state, sku) SELECT migrating_id(), 'o' || weight, title,"
                    + " 'new', sku");
        }
        sql.add(" FROM products WHERE sku = ")
                .value(Kind.TEXT, () -> dice.one(model.products.key().get(0).domain()));
        sql.add(" AND weight IS NOT NULL");
        return change("insert of a query", sql, Method.UPDATE, into, List.of());
    }

    /** Children of the entities that a query finds. */
    private Execute selectedChildren() {
        Table entity = entity();
        Table child = model.childOf(entity);
        List<Column> columns = some(child.data());
        List<Column> data =
                child == model.orderLines && !columns.contains(child.data().get(2))
                        ? List.of(child.data().get(2))
                        : columns;
        Sql sql = sql();
        sql.add("INSERT INTO " + child.name() + " (" + child.reference().name() + ", nr, "
                + String.join(", ", names(data)) + ") SELECT " + entity.id().name() + ", " + known.nextNumber());
        data.forEach(column -> sql.add(", " + column.kind().literal(draw.notNull(child, column))));
        sql.add(" FROM " + entity.name() + " WHERE ");
        if (dice.chance(60)) {
            conditions.byId(sql, entity, "");
        } else {
            conditions.byKey(sql, entity, "");
        }
        return change("insert of children of a query", sql, Method.UPDATE, child, List.of());
    }

    private void rows(Sql sql, Table table, int count) {
        List<Column> columns = new ArrayList<>(table.key());
        for (Column column : table.data()) {
            if (!column.domain().contains(null) || dice.chance(75)) {
                columns.add(column);
            }
        }
        boolean ownId = table.id() != null && !table.made();
        boolean askedId = table.made() && dice.chance(15);
        if (ownId || askedId) {
            columns.add(0, table.id());
        }
        sql.add("INSERT INTO " + table.name() + " (" + String.join(", ", names(columns)) + ") VALUES ");
        for (int row = 0; row < count; row++) {
            sql.add(row == 0 ? "(" : ", (");
            for (int i = 0; i < columns.size(); i++) {
                sql.add(i == 0 ? "" : ", ");
                Column column = columns.get(i);
                if (column == table.id() && table.made()) {
                    sql.add(column.kind() == Kind.TEXT && dice.chance(50) ? "migrating_id()" : "DEFAULT");
                } else if (column == table.id() || column.name().equals("nr")) {
                    sql.fresh(column.kind(), valueFor(table, column));
                } else {
                    sql.value(column.kind(), valueFor(table, column));
                }
            }
            sql.add(")");
        }
    }

    /** Mostly what the table allows. */
    private Supplier<Object> valueFor(Table table, Column column) {
        if (column == table.id()) {
            return draw::uniqueId;
        }
        if (column.name().equals("nr")) {
            return () ->
                    table == model.events || dice.chance(94) ? (Object) known.nextNumber() : (Object) draw.number();
        }
        if (table.child() && column == table.reference()) {
            return () -> draw.id(table.parent());
        }
        if (column.domain().contains(null)) {
            return () -> dice.one(column.domain());
        }
        return () -> dice.chance(2) ? null : dice.one(column.domain());
    }
}
