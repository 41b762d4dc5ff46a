package io.migratingjdbc.admin.output;

/**
 * What a command found or did: a record, whose components are its JSON form, and which can print itself as
 * text. A command computes one and prints nothing else but progress.
 */
public interface Result {

    void print(Text text);

    default ExitCode exitCode() {
        return ExitCode.DONE;
    }
}
