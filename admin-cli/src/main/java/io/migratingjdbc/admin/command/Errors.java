package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Secrets;
import io.migratingjdbc.internal.model.ErrorCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Errors as the operator sees them: one line, no stack trace unless asked for, never a password. */
final class Errors implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private static final String RESUMES = ". A store could not be reached, or its connection was lost. Nothing is half"
            + " done: when the store is there, run it again, and it goes on where it stopped.";

    @Override
    public int handleExecutionException(Exception exception, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        err.println("error: " + oneLine(exception) + (sessionLost(exception) ? RESUMES : ""));
        if (command.getCommand() instanceof AdminCommand admin && admin.verbose()) {
            StringWriter trace = new StringWriter();
            exception.printStackTrace(new PrintWriter(trace));
            err.print(Secrets.hide(trace.toString()));
        }
        err.flush();
        return exception instanceof AdminException known ? known.exitCode().code() : ExitCode.FAILED.code();
    }

    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("error: " + oneLine(exception));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE.code();
    }

    /** Not where the store answered, and refused: the user, the password or the database may be wrong. */
    private static boolean sessionLost(Throwable exception) {
        boolean lost = false;
        for (Throwable each = exception; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql) {
                if (!ofConnection(String.valueOf(sql.getSQLState()))) {
                    return false;
                }
                lost = true;
            }
        }
        return lost;
    }

    /** Class 08 but for a wrong configuration, and the states with which a server ends sessions. */
    private static boolean ofConnection(String state) {
        return !state.equals(ErrorCode.CONFIGURATION.sqlState())
                && (state.startsWith("08") || state.startsWith("57P0"));
    }

    private static String oneLine(Exception exception) {
        String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
        return Secrets.hide(message.lines().map(String::strip).collect(Collectors.joining(" ")));
    }
}
