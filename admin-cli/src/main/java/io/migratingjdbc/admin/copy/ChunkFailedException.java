package io.migratingjdbc.admin.copy;

import java.sql.SQLException;

/** A chunk that was not copied: which one, and the store's own message. */
final class ChunkFailedException extends SQLException {
    private static final long serialVersionUID = 1;

    ChunkFailedException(Chunk chunk, SQLException cause) {
        super(
                "Table " + chunk.table() + ", chunk " + chunk.number() + " (primary key "
                        + (chunk.range().after() == null
                                ? "from the first"
                                : "behind " + chunk.range().after())
                        + (chunk.range().upTo() == null
                                ? " to the last"
                                : " up to " + chunk.range().upTo())
                        + "): " + cause.getMessage(),
                cause.getSQLState(),
                cause);
    }
}
