package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.MigrationView;

/** A launch, or another statement over two stores, in flight: while it is open, the host does not acknowledge an epoch newer than that of its view. */
public interface Ticket extends AutoCloseable {
    /** The view that it is routed under; a launch from the first read to the fence check. */
    MigrationView view();

    /** To be called when the launch's transaction, or the other statement, has ended, however it ended. Closing twice does no harm. */
    @Override
    void close();
}
