package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;

/** Statements that fail on any database. */
final class Faults extends Forms {
    Faults(Dice dice, Model model, Known known) {
        super(dice, model, known);
    }

    Execute any() {
        Sql sql = new Sql(dice, false);
        sql.add(dice.one(
                "SELECT 1 / (quantity - quantity) FROM orders WHERE quantity IS NOT NULL",
                "SELECT nothing FROM orders",
                "SELECT priority + 'x' FROM tickets",
                "UPDATE orders SET quantity = -1 WHERE id = '" + draw.id(model.orders) + "'",
                "UPDATE jobs SET attempts = 1000 WHERE id = '" + draw.id(model.jobs) + "'",
                "UPDATE tickets SET assignee = 'much too long for it' WHERE id = " + draw.id(model.tickets),
                "INSERT INTO orders (number, state) VALUES ('o1', NULL)",
                "INSERT INTO order_lines (order_id, nr, pieces) VALUES ('nobody', 1, 1)",
                "INSERT INTO tickets (tenant, code, priority) VALUES (1, 't1', 'x')",
                "DELETE FROM orders WHERE number = 5",
                "SELECT id::int FROM orders WHERE id = '" + draw.id(model.orders) + "'"));
        return sql.text().startsWith("SELECT") ? query("fault", sql, Order.NONE) : change("fault", sql);
    }
}
