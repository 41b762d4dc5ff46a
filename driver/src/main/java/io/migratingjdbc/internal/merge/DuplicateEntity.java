package io.migratingjdbc.internal.merge;

import java.sql.SQLTransactionRollbackException;

/**
 * An entity ended in one store and was launched in the other between the two reads, and the rows that were read do not
 * suffice to answer without it (SQLState 40001): read again.
 */
public final class DuplicateEntity extends SQLTransactionRollbackException {
    private static final long serialVersionUID = 1L;

    DuplicateEntity() {
        super("An entity moved from one store to the other while both were read: read again", "40001");
    }
}
