package io.migratingjdbc.tests.onedatabase;

import java.util.List;
import java.util.UUID;

/** Values that the workload may use. */
final class Draw {
    private final Dice dice;
    private final Known known;

    Draw(Dice dice, Known known) {
        this.dice = dice;
        this.known = known;
    }

    /** For comparisons: mostly values that occur. */
    Object value(Table table, Column column) {
        if (column == table.id()) {
            return id(table);
        }
        if (column == table.reference()) {
            return id(table.parent());
        }
        return column.domain().isEmpty() ? number() : dice.one(column.domain());
    }

    Object notNull(Table table, Column column) {
        Object value = value(table, column);
        while (value == null) {
            value = value(table, column);
        }
        return value;
    }

    /** Mostly the id of a row that exists, or has existed. */
    Object id(Table table) {
        List<Known.Row> rows = known.rows(table);
        if (rows.isEmpty() || dice.chance(4)) {
            return unknown(table.id().kind());
        }
        return dice.one(rows).id();
    }

    /** The key of a row that may exist. */
    List<Object> key(Table table) {
        List<Known.Row> rows = known.rows(table);
        if (!rows.isEmpty() && dice.chance(80)) {
            return dice.one(rows).key();
        }
        return table.key().stream().map(column -> value(table, column)).toList();
    }

    /** A fresh id of the application's own. */
    String uniqueId() {
        return new UUID(dice.number(), dice.number()).toString();
    }

    int number() {
        return 1 + dice.below(known.lastNumber() + 1);
    }

    private Object unknown(Kind kind) {
        return switch (kind) {
            case UNIQUE_ID -> uniqueId();
            case LONG -> 77L;
            default -> "nobody";
        };
    }
}
