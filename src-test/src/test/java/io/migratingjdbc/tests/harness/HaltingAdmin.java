package io.migratingjdbc.tests.harness;

import io.migratingjdbc.admin.Main;
import io.migratingjdbc.internal.control.Step;

/**
 * The admin command line as a process that dies, without any clearing up, after the sub-step of a transition that
 * the system property {@code migrating.test.halt-after} names.
 */
public final class HaltingAdmin {
    /** What a halted process exits with. */
    public static final int HALTED = 99;

    private HaltingAdmin() {}

    public static void main(String[] arguments) {
        Step last = Step.valueOf(System.getProperty("migrating.test.halt-after"));
        Main admin = new Main(step -> {
            if (step == last) {
                Runtime.getRuntime().halt(HALTED);
            }
        });
        System.exit(admin.execute(arguments, System.out, System.err));
    }
}
