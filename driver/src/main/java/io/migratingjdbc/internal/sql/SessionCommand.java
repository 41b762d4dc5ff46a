package io.migratingjdbc.internal.sql;

import java.util.List;

/** What a statement does to the state of its session, as far as every session of the application's must have it. */
public sealed interface SessionCommand {

    /**
     * SET, RESET and the like: brought about again by running the text.
     *
     * @param name what is set; a later command of the same name replaces it
     * @param local whether it ends with the transaction
     * @param sql the command by itself
     */
    record Set(String name, boolean local, String sql) implements SessionCommand {}

    /** RESET ALL: everything is as when the session began, but for the role. */
    record ResetAll() implements SessionCommand {}

    /** DISCARD ALL: everything is as when the session began. */
    record DiscardAll() implements SessionCommand {}

    /** A call of {@code set_config(name, value, is_local)}. */
    record Configure(ValueExpression name, ValueExpression value, ValueExpression local) implements SessionCommand {}

    /** Changes a session in a way that cannot be told from the text. */
    record Untold(String reason) implements SessionCommand {}

    /**
     * What the statement, or each of several in one text, does; in order. Empty for nothing of the kind.
     *
     * @param sql a text that could be split into tokens, or not: then nothing is found in it
     */
    static List<SessionCommand> in(String sql) {
        return SessionCommandReader.read(sql);
    }
}
