package io.migratingjdbc.internal.dialect;

/** What an error of a store means to the protocol, whatever the database calls it. */
public enum ErrorClass {
    /** The fence check before COMMIT failed: the store was closed, or opened anew, since the launch was routed. */
    FENCE_LOST,
    /** The transaction lost against a concurrent one and may be tried again. */
    SERIALIZATION,
    DUPLICATE_KEY,
    /** The session is gone; what was sent last may or may not have been done. */
    CONNECTION_LOST,
    /** A wait was given up: lock time-out, statement time-out or cancellation. */
    LOCK_TIMEOUT,
    /** The table or schema does not exist. */
    UNDEFINED_TABLE,
    OTHER
}
