package io.migratingjdbc.tests.onedatabase;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A statement in the making. */
final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<Parameter> parameters = new ArrayList<>();
    private final Dice dice;
    private final boolean prepared;

    /** @param prepared whether values may become parameters */
    Sql(Dice dice, boolean prepared) {
        this.dice = dice;
        this.prepared = prepared;
    }

    Sql add(String more) {
        text.append(more);
        return this;
    }

    /** A literal or a parameter. */
    Sql value(Kind kind, Supplier<Object> source) {
        Object value = source.get();
        if (prepared && dice.chance(80)) {
            text.append('?');
            parameters.add(new Parameter(kind, value, source));
        } else {
            text.append(kind.literal(value));
        }
        return this;
    }

    /** A value that must be another one each time the statement runs. */
    Sql fresh(Kind kind, Supplier<Object> source) {
        Object value = source.get();
        if (prepared) {
            text.append('?');
            parameters.add(new Parameter(kind, value, source));
        } else {
            text.append(kind.literal(value));
        }
        return this;
    }

    String text() {
        return text.toString();
    }

    List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    boolean prepared() {
        return prepared;
    }
}
