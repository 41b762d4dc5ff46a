package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.output.Mark;

/** How serious it is; the worst finding gives a check its level. */
public enum Level {
    OK(Mark.OK),
    WARN(Mark.WARN),
    FAIL(Mark.FAIL);

    private final Mark mark;

    Level(Mark mark) {
        this.mark = mark;
    }

    Mark mark() {
        return mark;
    }

    boolean worseThan(Level other) {
        return compareTo(other) > 0;
    }
}
