package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.control.Host;
import io.migratingjdbc.internal.model.ErrorCode;
import java.sql.SQLException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of this process that changed both stores ({@code migrating.cross-store=ordered}): counts them, and makes known those
 * of which one part is, or may be, missing.
 */
final class OrderedTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(OrderedTransactions.class);

    private final String migration;
    private final Host host;
    private final Executor background;
    private final LongAdder begun = new LongAdder();
    private final AtomicLong torn = new AtomicLong();

    OrderedTransactions(String migration, Host host, Executor background) {
        this.migration = migration;
        this.host = host;
        this.background = background;
    }

    /** The first of the two commits is about to be sent. */
    void begin() {
        begun.increment();
    }

    /**
     * @param what became of the two parts
     * @param cause of the failed commit
     * @return for the application
     */
    SQLException torn(String what, Exception cause) {
        long count = torn.incrementAndGet();
        String share = count + " of " + begun.sum() + " ordered transactions of this process";
        LOG.error("Migration {}: {} ({})", migration, what, share, cause);
        if (Long.bitCount(count) == 1) { // many of them must not fill the list of events
            record(what, share);
        }
        return ErrorCode.OUTCOME_UNKNOWN.exception(
                what + " (migrating.cross-store=ordered): " + cause.getMessage(), cause);
    }

    /** In the background: the record may be in the store that is lost. */
    private void record(String what, String share) {
        try {
            background.execute(() -> {
                try {
                    host.note("ordered transaction", what + " (" + share + ")");
                } catch (SQLException e) {
                    LOG.warn("Migration {}: the event could not be recorded: {}", migration, e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.warn("Migration {}: the driver is shutting down; the event is not recorded", migration);
        }
    }
}
