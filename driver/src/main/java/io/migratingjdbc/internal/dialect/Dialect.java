package io.migratingjdbc.internal.dialect;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.Outcome;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.sql.XAConnection;

/** One database product. Stateless; {@code schema} is always the schema of the control tables, unquoted. */
public interface Dialect {
    /** What {@link #createIdFunction} creates. */
    String ID_FUNCTION = "migrating_id";

    /** @throws SQLException 08004 for a URL of a database that is not supported */
    static Dialect ofUrl(String jdbcUrl) throws SQLException {
        if (jdbcUrl.startsWith("jdbc:postgresql:")) {
            return new PostgresDialect();
        }
        int end = jdbcUrl.indexOf(':', "jdbc:".length());
        throw ErrorCode.CONFIGURATION.exception("No support for stores of the kind "
                + jdbcUrl.substring(0, Math.max(end, 0))
                + ": a store's URL must begin with jdbc:postgresql:");
    }

    /** The identifier, quoted so that it means exactly this name. */
    String quote(String identifier);

    /** The text as a literal, whatever it contains and however the session is set. Null gives NULL. */
    String literal(String value);

    default String qualified(String schema, String table) {
        return quote(schema) + "." + quote(table);
    }

    /**
     * The URL with which sessions are opened that the guard triggers recognise as the driver's. A URL, because
     * what it says wins over the properties; the application's own session options, from either, are kept.
     *
     * @param driverProperties what will be given to the store's driver together with the URL; not changed
     * @param hostId letters, digits, {@code -}, {@code _} and {@code .} only
     */
    String markedUrl(String url, Properties driverProperties, String hostId) throws SQLException;

    /** Whether an INSERT failed because of what other rows there are, or are not: a duplicate key, a foreign key, an exclusion. */
    boolean isDueToOtherRows(SQLException failure);

    /**
     * Of a connection that was just opened: whether it reads statements as they are analysed. No round trip.
     *
     * @throws SQLException 08004 if it does not, with what to change
     */
    void requireReadableText(Connection connection) throws SQLException;

    /** From now on the guard triggers take a session that was opened with the marked URL for a stranger's. */
    void unmark(Connection connection) throws SQLException;

    /** To the end of the transaction the guard triggers recognise an unmarked session again. */
    void markTransaction(Connection inTransaction) throws SQLException;

    /**
     * Steps 4 and 5 of a launch in one network message: lock the fence shared, check it by a read that cannot
     * be older than the lock, COMMIT. Nothing waits for the client while the lock is held. After an error that
     * says {@link Outcome#NOT_APPLIED} nothing was committed and the caller rolls back as after any failed
     * statement.
     *
     * @param inTransaction autocommit off, in the transaction with the launch; autocommit is still off
     *     afterwards
     */
    void fenceAndCommit(Connection inTransaction, String schema, String migration, Fence expected) throws SQLException;

    /**
     * One durable READ COMMITTED transaction with one change, in one network message, so that a participant
     * that freezes can never sit on its locks.
     *
     * @param connection autocommit on, before and afterwards
     * @return the number of rows changed
     */
    int change(Connection connection, String sql, Object... values) throws SQLException;

    /**
     * As {@link #change}, after the migration's fence lock was taken exclusively: every launch that was let
     * through has ended, none is let through until the change is committed.
     *
     * @throws SQLException of class {@link ErrorClass#LOCK_TIMEOUT} if a lock was waited for longer than
     *     the bound
     */
    int changeUnderFence(Connection connection, String migration, Duration lockTimeout, String sql, Object... values)
            throws SQLException;

    /** The sessions that hold the migration's fence lock now, one line each for a person to read. */
    List<String> fenceHolders(Connection connection, String migration) throws SQLException;

    /** Creates the tables of the metadata store if they are missing; several callers at once do no harm. */
    void createMetadataTables(Connection connection, String schema) throws SQLException;

    /** The names of these tables. */
    List<String> metadataTables();

    /** Creates the table of fence rows if it is missing; several callers at once do no harm. */
    void createStoreTable(Connection connection, String schema) throws SQLException;

    /**
     * Creates {@code migrating_id()}, which mints instance ids of the {@code prefix} strategy in the store itself: for statements
     * whose rows only the database knows. Does nothing if it is there.
     */
    void createIdFunction(Connection connection, String schema, StoreId store) throws SQLException;

    /**
     * Makes the database itself refuse the key, in the transaction, so that the exception and the state of the
     * transaction are those of a duplicate within one store (protocol section 5).
     *
     * @param values the key's values as text, in the order of its columns; null for NULL
     * @return what the database raised; if it failed otherwise (a lost connection), that
     */
    SQLException duplicateKey(
            Connection inTransaction, TableSchema table, TableSchema.UniqueKey key, List<String> values);

    ErrorClass classify(SQLException error);

    /** What a failed COMMIT did: known only if the server itself answered and goes on. */
    Outcome outcomeOfFailedCommit(SQLException error);

    /** Whether a statement of the connection's transaction failed, so that the server refuses all others. No round trip. */
    boolean inFailedTransaction(Connection connection) throws SQLException;

    /** Whether the connection's transaction sees to its end what it saw first, so nothing that is committed meanwhile. */
    boolean keepsSnapshot(Connection inTransaction) throws SQLException;

    /** Whether the server has a transaction open for the connection. No round trip. */
    boolean inTransaction(Connection connection) throws SQLException;

    /** What {@link Connection#setTransactionIsolation} does, as a command. */
    String setIsolation(int level) throws SQLException;

    /** What {@link Connection#setSchema} does, as a command. */
    String setSchema(String schema);

    /** What {@link Connection#setClientInfo(String, String)} does, as a command; empty if it does nothing in the server. */
    Optional<String> setClientInfo(String name, String value);

    /** The first phase of a two-phase commit of the connection's transaction; none is open on it afterwards. */
    void prepare(Connection inTransaction, String id) throws SQLException;

    /** @return false if the store has no prepared transaction of that id */
    boolean commitPrepared(Connection connection, String id) throws SQLException;

    /** @return false if the store has no prepared transaction of that id */
    boolean rollbackPrepared(Connection connection, String id) throws SQLException;

    /** The ids of all prepared transactions of the connection's database. */
    List<String> prepared(Connection connection) throws SQLException;

    /** A pooled connection as the store's own driver makes it, which can also take part in distributed transactions. */
    XAConnection pooled(Connection connection) throws SQLException;

    /** Checks now what would otherwise be checked at commit. */
    void checkDeferred(Connection inTransaction) throws SQLException;

    /** Makes a statement fail, so that the transaction can only be rolled back, wholly or to an earlier savepoint. */
    void abort(Connection inTransaction);

    /** The number by which the server knows the session. No round trip. */
    int sessionId(Connection connection) throws SQLException;

    /** A query of the columns of tables, in their order: the table's place (from 1) in its one parameter, an array of names as SQL
     * writes them, and the column's name. A table that is not there is an error. */
    String columnsOfTables();

    /** An expression that gives a row of the table as one text. */
    String rowAsText(List<String> columns, String alias);

    /**
     * A query of all columns of a table, for its own rows and those of its first parameter: an array of the texts that
     * {@link #rowAsText} gave in another store. Of these, a row whose key the table has itself is left out. Fails where the
     * table's columns are not those of the second parameter.
     *
     * @param table its name as SQL writes it
     * @param key empty to leave out none
     */
    String withRows(String table, List<String> key);

    /**
     * A query with all values as texts, exactly as their types write them, behind {@link #floatDigits} as the first column.
     *
     * @param columns how many columns the query has
     */
    String asTexts(String query, int columns, long limit);

    /**
     * A query of rows that are given by one parameter for each column: an array of texts as {@link #asTexts} gave them.
     *
     * @param types as {@link #typeName} gives them
     */
    String ofTexts(List<String> types);

    /** An expression: to how many digits the session's texts of floating point numbers are rounded; above 0 they are exact. */
    String floatDigits();

    /**
     * A query that sets this.
     *
     * @param local until the end of the transaction
     */
    String withFloatDigits(int digits, boolean local);

    /** A type of a result's metadata as a cast names it, without any bound of its length. */
    String typeName(String metadataName);

    /** Whether the order of the type's values may depend on a collation. */
    boolean mayBeCollated(String metadataName);

    /** Whether the current transaction has changed anything that its commit would make visible. */
    boolean hasWritten(Connection inTransaction) throws SQLException;
}
