package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.output.Mark;

/** What a difference between the stores means. */
public enum Severity {
    /** Both stores answer alike, or will after the copy. */
    INFORMATION(Mark.INFO),
    /** The migration can go on, but the operator should know. */
    WARNING(Mark.WARN),
    /** A statement would not mean the same in both stores, or rows would not fit: preflight fails. */
    FAILURE(Mark.FAIL);

    private final Mark mark;

    Severity(Mark mark) {
        this.mark = mark;
    }

    Mark mark() {
        return mark;
    }
}
