package io.migratingjdbc.admin;

import io.migratingjdbc.admin.command.Commands;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.internal.control.TransitionListener;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** The operator's command line. */
public final class Main {

    private final Operator operator;

    /**
     * @param listener told of every sub-step of a transition; what it throws stops the command there, as a
     *     crash would
     */
    public Main(TransitionListener listener) {
        this.operator = Operator.ofThisProcess(listener);
    }

    public static void main(String[] args) {
        System.exit(new Main(TransitionListener.NONE).execute(args, System.out, System.err, Ansi.AUTO));
    }

    /** Runs a command in this process, without colours, and returns its exit code. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return new Main(TransitionListener.NONE).execute(args, out, err);
    }

    /** As {@link #run}, with this instance's listener. */
    public int execute(String[] args, PrintStream out, PrintStream err) {
        return execute(args, out, err, Ansi.OFF);
    }

    private int execute(String[] args, PrintStream out, PrintStream err, Ansi ansi) {
        CommandLine commandLine = Commands.commandLine(operator);
        commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        commandLine.setColorScheme(Help.defaultColorScheme(ansi));
        return commandLine.execute(args);
    }
}
