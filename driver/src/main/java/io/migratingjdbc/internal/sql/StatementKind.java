package io.migratingjdbc.internal.sql;

/** What a statement does, as far as routing cares. */
public enum StatementKind {
    /** Reads only; SELECT ... FOR UPDATE and VALUES included. */
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    /**
     * MERGE, TRUNCATE, COPY, LOCK TABLE, data-modifying CTEs and the like: changes or locks tables in a way routing
     * does not split.
     */
    OTHER_WRITE,
    /** CREATE, ALTER, DROP, GRANT, ANALYZE, VACUUM, COMMENT ... */
    DDL,
    /**
     * BEGIN, COMMIT, ROLLBACK, SAVEPOINT, PREPARE TRANSACTION ... as SQL text: see {@link
     * StatementProfile#transactionCommand()}.
     */
    TRANSACTION,
    /** SET, RESET, SHOW, LISTEN, NOTIFY, DISCARD ...: state of the session. */
    SESSION,
    /** CALL, DO, EXECUTE: runs code that may do anything. */
    CALL,
    /** Could not be parsed, or holds several statements. */
    UNKNOWN
}
