package io.migratingjdbc.admin.output;

/** What the exit code of a command means. */
public enum ExitCode {
    DONE(0),
    FAILED(1),
    USAGE(2),
    /** A precondition does not hold: nothing was changed, and the output says what to do. */
    NOT_YET(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
