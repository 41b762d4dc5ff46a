package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The first phase of a two-phase commit: parts that only read are ended by it, the one that has written waits for the second phase.
 *
 * <p>Invariant: at most one part is prepared, and it is the last step; after an error nothing is, unless the connection was lost.
 */
final class TransactionPrepare {
    private final Dialect dialect;
    private final TransactionScript script;

    TransactionPrepare(Dialect dialect, TransactionScript script) {
        this.dialect = dialect;
        this.script = script;
    }

    /** @return false if there was nothing to prepare */
    boolean run(List<StoreSession> parts, String id) throws SQLException {
        List<StoreSession> written = new ArrayList<>();
        for (StoreSession part : parts) {
            if (part.changed() || dialect.hasWritten(part.connection())) {
                written.add(part);
            }
        }
        if (written.size() > 1) {
            throw ErrorCode.CROSS_STORE.exception(
                    "The branch has changed both stores, which cannot be prepared as one");
        }
        for (StoreSession part : parts) {
            if (!written.contains(part)) {
                part.connection().commit();
            }
        }
        for (StoreSession part : written) {
            dialect.prepare(part.connection(), id);
        }
        parts.forEach(part -> part.has(script.settingsOf(part)));
        return !written.isEmpty();
    }
}
