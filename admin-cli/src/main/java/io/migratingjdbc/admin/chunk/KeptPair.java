package io.migratingjdbc.admin.chunk;

import io.migratingjdbc.internal.control.ConnectionSource;
import java.sql.SQLException;

/**
 * One connection to each store for many small pieces of work, with long breaks between them: opened for the first one, and anew after a failure. For
 * one thread.
 */
public final class KeptPair implements AutoCloseable {
    private final ConnectionSource source;
    private final ConnectionSource target;
    private final Patience patience;
    private StorePair pair;

    /** @param patience with stores that go away */
    public KeptPair(ConnectionSource source, ConnectionSource target, Patience patience) {
        this.source = source;
        this.target = target;
        this.patience = patience;
    }

    /** A piece of work. */
    @FunctionalInterface
    public interface Work<T> {
        T run(StorePair stores) throws SQLException;
    }

    /** @param work is done again where a store was lost */
    public <T> T with(Work<T> work) throws SQLException {
        return patience.with(() -> {
            try {
                return work.run(pair());
            } catch (SQLException e) {
                forget();
                throw e;
            }
        });
    }

    private StorePair pair() throws SQLException {
        if (pair == null) {
            pair = new StorePair(source, target);
        }
        return pair;
    }

    private void forget() {
        try {
            close();
        } catch (SQLException alreadyLost) {
            // The failure is told.
        }
    }

    /** May be used again. */
    @Override
    public void close() throws SQLException {
        if (pair != null) {
            StorePair last = pair;
            pair = null;
            last.close();
        }
    }
}
