package io.migratingjdbc.internal.sql;

/** Transaction control that arrives as SQL text. */
public enum TransactionCommand {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE_SAVEPOINT,
    ROLLBACK_TO_SAVEPOINT,
    /** PREPARE TRANSACTION, COMMIT PREPARED, ROLLBACK PREPARED. */
    TWO_PHASE,
    /** SET TRANSACTION ..., SET SESSION CHARACTERISTICS ..., SET CONSTRAINTS ...: passes to the session. */
    SET_TRANSACTION
}
