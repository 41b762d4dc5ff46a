package io.migratingjdbc.admin;

import io.migratingjdbc.admin.command.Commands;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;

/** The operator's command line. */
public final class Main {

    public static void main(String[] args) {
        System.exit(new Main(Ansi.AUTO).execute(args, System.out, System.err));
    }

    private final Ansi ansi;

    private Main(Ansi ansi) {
        this.ansi = ansi;
    }

    /** Runs a command in this process, without colours, and returns its exit code. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return new Main(Ansi.OFF).execute(args, out, err);
    }

    private int execute(String[] args, PrintStream out, PrintStream err) {
        CommandLine commandLine = Commands.commandLine();
        commandLine.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        commandLine.setColorScheme(Help.defaultColorScheme(ansi));
        return commandLine.execute(args);
    }
}
