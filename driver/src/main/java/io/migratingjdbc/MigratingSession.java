package io.migratingjdbc;

import java.sql.SQLException;

/**
 * What a connection of this driver can do beyond JDBC; get it by {@code connection.unwrap(MigratingSession.class)}.
 */
public interface MigratingSession {

    /**
     * A new instance id of the {@code prefix} strategy for an entity that will be launched now.
     *
     * @return never null
     * @throws SQLException 08001 if the migration record cannot be read
     */
    String newInstanceId() throws SQLException;

    /**
     * The id of the store that accepts launches now.
     *
     * @return never null
     * @throws SQLException 08001 if the migration record cannot be read
     */
    String acceptingStore() throws SQLException;
}
