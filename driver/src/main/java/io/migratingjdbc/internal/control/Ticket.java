package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.MigrationView;

/** A launch in flight: while it is open, the host does not acknowledge an epoch newer than that of its view. */
public interface Ticket extends AutoCloseable {
    /** The view that the launch is routed under, from the first read to the fence check. */
    MigrationView view();

    /** To be called when the launch's transaction has ended, however it ended. Closing twice does no harm. */
    @Override
    void close();
}
