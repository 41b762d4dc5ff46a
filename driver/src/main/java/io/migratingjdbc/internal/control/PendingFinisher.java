package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;

/** Carries out what is left of a pending transition, as {@link Transition#resume} does. */
public interface PendingFinisher {
    void finish(MigrationView pending) throws SQLException;
}
