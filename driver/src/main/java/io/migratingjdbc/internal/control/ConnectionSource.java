package io.migratingjdbc.internal.control;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Gives connections of the driver's own to one store's primary, autocommit on. Must bound how long a dead
 * server can keep a caller waiting (connect and socket time-outs). The caller closes what it opened.
 */
public interface ConnectionSource {
    Connection open() throws SQLException;
}
