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

    /** Class 08, and the states with which a server ends sessions. */
    private static boolean sessionLost(Throwable exception) {
        for (Throwable each = exception; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql
                    && sql.getSQLState() != null
                    && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P0"))) {
                return !sql.getSQLState().equals(ErrorCode.CONFIGURATION.sqlState());
            }
        }
        return false;
    }

    private static String oneLine(Exception exception) {
        String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
        return Secrets.hide(message.lines().map(String::strip).collect(Collectors.joining(" ")));
    }
}
