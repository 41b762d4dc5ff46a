package io.migratingjdbc.admin.output;

/** A command cannot go on. The message is one line that names the thing and the fix; it is all the operator sees. */
public final class AdminException extends RuntimeException {
    private final ExitCode exitCode;

    public AdminException(String message) {
        this(message, null);
    }

    /** @param cause may be null */
    public AdminException(String message, Throwable cause) {
        this(ExitCode.FAILED, message, cause);
    }

    private AdminException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The command line itself cannot be carried out. */
    public static AdminException usage(String message) {
        return new AdminException(ExitCode.USAGE, message, null);
    }

    /** Nothing was changed; the message says what has to be done first. */
    public static AdminException notYet(String message) {
        return new AdminException(ExitCode.NOT_YET, message, null);
    }

    /** What another's exception says, without what follows in further lines. */
    public static String firstLine(Throwable cause) {
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("").strip();
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
