package io.migratingjdbc.tests.demo;

import java.io.PrintStream;

/** Where the demo prints; colours only if somebody watches. */
final class Terminal {
    private static final int MOST_COMPLAINTS = 40;

    private final PrintStream out;
    private final boolean coloured;
    private int complaints;
    private boolean silent;

    Terminal(PrintStream out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    /** What is said from now on, as everything falls apart after Ctrl-C, is of no interest. */
    synchronized void silence() {
        silent = true;
    }

    synchronized void print(String line) {
        if (!silent) {
            out.println(line);
        }
    }

    synchronized void headline(String line) {
        print(colour("1", line));
    }

    /** A line that the admin command line printed. */
    synchronized void quote(String line) {
        print(colour("36", "   | " + line));
    }

    /** A line that should not have been; after many of them, only the checker's summary says more. */
    synchronized void complain(String line) {
        complaints++;
        if (complaints <= MOST_COMPLAINTS) {
            print(colour("31", line));
        } else if (complaints == MOST_COMPLAINTS + 1) {
            print(colour("31", "(further complaints are not shown)"));
        }
    }

    synchronized void verdict(boolean good, String line) {
        print(colour(good ? "1;32" : "1;31", line));
    }

    private String colour(String code, String text) {
        return coloured ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
