package io.migratingjdbc.internal.dialect;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Fence;
import io.migratingjdbc.internal.model.Outcome;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.model.TableSchema;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.XAConnection;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.xa.PGXAConnection;

/** PostgreSQL 14 and newer, through pgjdbc. */
final class PostgresDialect implements Dialect {
    private static final Set<String> UNCOLLATED = Set.of(
            "int2",
            "int4",
            "int8",
            "smallserial",
            "serial",
            "bigserial",
            "oid",
            "numeric",
            "float4",
            "float8",
            "bool",
            "date",
            "time",
            "timetz",
            "timestamp",
            "timestamptz",
            "interval",
            "uuid",
            "bytea",
            "money",
            "inet",
            "cidr",
            "macaddr",
            "jsonb");

    private static final Set<String> OTHER_ROWS = Set.of("23503", "23505", "23P01");

    @Override
    public String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** An escape string, because its meaning does not depend on {@code standard_conforming_strings}. */
    @Override
    public String literal(String value) {
        return value == null ? "NULL" : "E'" + value.replace("\\", "\\\\").replace("'", "''") + '\'';
    }

    @Override
    public String markedUrl(String url, Properties driverProperties, String hostId) throws SQLException {
        PostgresErrors.requireHostId(hostId);
        Properties parsed = Driver.parseURL(url, driverProperties);
        String own = parsed == null ? null : parsed.getProperty("options");
        String options = (own == null || own.isBlank() ? "" : own + " ") + "-c migrating.host=" + hostId;
        // pgjdbc takes the last of several occurrences, and an occurrence in the URL before the properties.
        return url + (url.contains("?") ? "&" : "?") + "options=" + URLEncoder.encode(options, StandardCharsets.UTF_8);
    }

    @Override
    public boolean isDueToOtherRows(SQLException failure) {
        return OTHER_ROWS.contains(String.valueOf(failure.getSQLState()));
    }

    @Override
    public void requireReadableText(Connection connection) throws SQLException {
        if (!connection.unwrap(BaseConnection.class).getStandardConformingStrings()) {
            throw ErrorCode.CONFIGURATION.exception("standard_conforming_strings is off in " + connection.getCatalog()
                    + ", so that a backslash in a plain string would mean something else than the analysis takes it"
                    + " for; set it to on for the role or the database, and write such strings as E'...'");
        }
    }

    @Override
    public void unmark(Connection connection) throws SQLException {
        execute(connection, "SET migrating.host = ''");
    }

    /** Its default is what the session was opened with. */
    @Override
    public void markTransaction(Connection inTransaction) throws SQLException {
        execute(inTransaction, "SET LOCAL migrating.host TO DEFAULT");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void fenceAndCommit(Connection inTransaction, String schema, String migration, Fence expected)
            throws SQLException {
        // Prepared, because the text stays the same for a whole epoch: the server plans it once per session.
        try (PreparedStatement statement = inTransaction.prepareStatement(PostgresFence.checkAndCommit(
                qualified(schema, "migrating_store"), literal(migration), migration, expected))) {
            statement.setFetchSize(0);
            statement.execute();
        }
    }

    @Override
    public int change(Connection connection, String sql, Object... values) throws SQLException {
        return PostgresChange.run(connection, List.of(), sql, values);
    }

    @Override
    public int changeUnderFence(
            Connection connection, String migration, Duration lockTimeout, String sql, Object... values)
            throws SQLException {
        return PostgresChange.run(
                connection,
                List.of(
                        "SET LOCAL lock_timeout = " + lockTimeout.toMillis(),
                        "SELECT pg_advisory_xact_lock(" + PostgresFence.lockKey(migration) + ")"),
                sql,
                values);
    }

    @Override
    public List<String> fenceHolders(Connection connection, String migration) throws SQLException {
        long key = PostgresFence.lockKey(migration);
        String sql = "SELECT format('pid %s, user %s, application %s, from %s, %s since %s', a.pid, a.usename,"
                + " a.application_name, a.client_addr, a.state, a.state_change) FROM pg_locks l"
                + " JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
                + " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                + " AND l.classid = " + (key >>> 32) + " AND l.objid = " + (key & 0xFFFFFFFFL) + " ORDER BY a.pid";
        List<String> holders = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                holders.add(rows.getString(1));
            }
        }
        return holders;
    }

    @Override
    public void createMetadataTables(Connection connection, String schema) throws SQLException {
        PostgresControlTables.create(connection, this, schema, PostgresControlTables.METADATA);
    }

    @Override
    public List<String> metadataTables() {
        return PostgresControlTables.METADATA.stream()
                .map(PostgresControlTables.Table::name)
                .toList();
    }

    @Override
    public void createStoreTable(Connection connection, String schema) throws SQLException {
        PostgresControlTables.create(connection, this, schema, PostgresControlTables.STORE);
    }

    @Override
    public SQLException duplicateKey(
            Connection inTransaction, TableSchema table, TableSchema.UniqueKey key, List<String> values) {
        try (Statement statement = inTransaction.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(PostgresDuplicate.raise(this, table, key, values));
        } catch (SQLException raised) {
            return raised;
        }
        throw new IllegalStateException("RAISE EXCEPTION returned without an error");
    }

    @Override
    public ErrorClass classify(SQLException error) {
        return PostgresErrors.classify(error);
    }

    @Override
    public Outcome outcomeOfFailedCommit(SQLException error) {
        return PostgresErrors.outcomeOfFailedCommit(error);
    }

    @Override
    public void createIdFunction(Connection connection, String schema, StoreId store) throws SQLException {
        PostgresIdFunction.create(connection, qualified(schema, ID_FUNCTION), store);
    }

    @Override
    public boolean inFailedTransaction(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED;
    }

    @Override
    public boolean keepsSnapshot(Connection inTransaction) throws SQLException {
        try (Statement statement = inTransaction.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_catalog.current_setting('transaction_isolation')"
                        + " IN ('repeatable read', 'serializable')")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Override
    public boolean inTransaction(Connection connection) throws SQLException {
        return connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
    }

    @Override
    public String setIsolation(int level) throws SQLException {
        String name = switch (level) {
            case Connection.TRANSACTION_READ_UNCOMMITTED -> "READ UNCOMMITTED";
            case Connection.TRANSACTION_READ_COMMITTED -> "READ COMMITTED";
            case Connection.TRANSACTION_REPEATABLE_READ -> "REPEATABLE READ";
            case Connection.TRANSACTION_SERIALIZABLE -> "SERIALIZABLE";
            default -> throw new SQLException("Transaction isolation level " + level + " not supported.", "0A000");
        };
        return "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL " + name;
    }

    @Override
    public String setSchema(String schema) {
        return "SET SESSION search_path TO " + (schema == null ? "DEFAULT" : literal(schema));
    }

    @Override
    public Optional<String> setClientInfo(String name, String value) {
        return name.equals("ApplicationName")
                ? Optional.of("SET application_name = " + literal(value == null ? "" : value))
                : Optional.empty();
    }

    @Override
    public boolean hasWritten(Connection inTransaction) throws SQLException {
        try (Statement statement = inTransaction.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Override
    public void checkDeferred(Connection inTransaction) throws SQLException {
        try (Statement statement = inTransaction.createStatement()) {
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
        }
    }

    @Override
    public void prepare(Connection inTransaction, String id) throws SQLException {
        PostgresPrepared.prepare(inTransaction, literal(id));
    }

    @Override
    public boolean commitPrepared(Connection connection, String id) throws SQLException {
        return PostgresPrepared.end(connection, "COMMIT PREPARED " + literal(id));
    }

    @Override
    public boolean rollbackPrepared(Connection connection, String id) throws SQLException {
        return PostgresPrepared.end(connection, "ROLLBACK PREPARED " + literal(id));
    }

    @Override
    public List<String> prepared(Connection connection) throws SQLException {
        return PostgresPrepared.ids(connection);
    }

    @Override
    public XAConnection pooled(Connection connection) throws SQLException {
        return new PGXAConnection(connection.unwrap(BaseConnection.class));
    }

    /** Not with autosave, which would undo this statement alone and let the transaction go on. */
    @Override
    public void abort(Connection inTransaction) {
        try {
            if (inFailedTransaction(inTransaction)) {
                return;
            }
            PGConnection connection = inTransaction.unwrap(PGConnection.class);
            AutoSave before = connection.getAutosave();
            connection.setAutosave(AutoSave.NEVER);
            try (Statement statement = inTransaction.createStatement()) {
                statement.execute("DO $$ BEGIN RAISE EXCEPTION 'the driver ends this transaction'; END $$");
            } finally {
                connection.setAutosave(before);
            }
        } catch (SQLException expected) {
            // Its only purpose; a lost connection ends the transaction as well.
        }
    }

    @Override
    public String columnsOfTables() {
        return "SELECT r.i, a.attname FROM unnest(?::text[]) WITH ORDINALITY AS r (name, i)"
                + " JOIN pg_catalog.pg_attribute a ON a.attrelid = r.name::pg_catalog.regclass"
                + " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY r.i, a.attnum";
    }

    @Override
    public String rowAsText(List<String> columns, String alias) {
        return columns.stream()
                .map(column -> alias + "." + quote(column))
                .collect(Collectors.joining(", ", "ROW(", ")::text"));
    }

    @Override
    public String withRows(String table, List<String> key) {
        String given = "SELECT * FROM " + table + " UNION ALL SELECT * FROM unnest(?::text[]::" + table + "[]) g WHERE "
                + hasColumns(table);
        return key.isEmpty()
                ? given
                : key.stream()
                        .map(column -> "t." + quote(column) + " = g." + quote(column))
                        .collect(Collectors.joining(
                                " AND ", given + " AND NOT EXISTS (SELECT FROM " + table + " t WHERE ", ")"));
    }

    /** Fails if not, by a text that is no boolean. */
    private String hasColumns(String table) {
        return "(SELECT CASE WHEN c.names <> ?::text[] THEN"
                + " ('the columns of a table were altered, run the statement again: ' || c.names::text)::boolean"
                + " ELSE true END"
                + " FROM (SELECT pg_catalog.array_agg(a.attname::text ORDER BY a.attnum) AS names"
                + " FROM pg_catalog.pg_attribute a WHERE a.attrelid = " + literal(table) + "::pg_catalog.regclass"
                + " AND a.attnum > 0 AND NOT a.attisdropped) c)";
    }

    @Override
    public String floatDigits() {
        return "pg_catalog.current_setting('extra_float_digits')";
    }

    @Override
    public String withFloatDigits(int digits, boolean local) {
        return "SELECT pg_catalog.set_config('extra_float_digits', '" + digits + "', " + local + ")";
    }

    /**
     * Not by a cast, which strips the blanks of a char(n). IS NOT NULL would be false of a row in which a single field is
     * NULL.
     */
    @Override
    public String asTexts(String query, int columns, long limit) {
        String values = IntStream.rangeClosed(1, columns)
                .mapToObj(i ->
                        "CASE WHEN m.m" + i + " IS DISTINCT FROM NULL THEN pg_catalog.format('%s', m.m" + i + ") END")
                .collect(Collectors.joining(", "));
        return "SELECT " + floatDigits() + ", " + values + " FROM (" + query + ") AS m (" + numbered("m", columns)
                + ") LIMIT " + limit;
    }

    @Override
    public String ofTexts(List<String> types) {
        String values = IntStream.rangeClosed(1, types.size())
                .mapToObj(i -> "g.g" + i + "::" + types.get(i - 1))
                .collect(Collectors.joining(", "));
        String arrays = String.join(", ", Collections.nCopies(types.size(), "?::text[]"));
        return "SELECT " + values + " FROM unnest(" + arrays + ") AS g (" + numbered("g", types.size()) + ")";
    }

    private static String numbered(String letter, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> letter + i).collect(Collectors.joining(", "));
    }

    /** Quoted, because {@code bit} and {@code char} without a length mean one of length 1. */
    @Override
    public String typeName(String metadataName) {
        return switch (metadataName) {
            case "smallserial" -> "\"int2\"";
            case "serial" -> "\"int4\"";
            case "bigserial" -> "\"int8\"";
            default -> metadataName.contains("\"") ? metadataName : quote(metadataName);
        };
    }

    @Override
    public boolean mayBeCollated(String metadataName) {
        return !UNCOLLATED.contains(metadataName);
    }

    @Override
    public int sessionId(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }
}
