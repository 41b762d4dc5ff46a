package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * Copies the rows of one immutable table that were there before capture was installed. One snapshot of the source,
 * streamed; the target commits in chunks. May be stopped and started again: rows that are there are left as they
 * are. Whether those have the same content is for {@link Verification} to say.
 */
public final class BulkCopy {
    private static final int BUFFER = 1 << 16;
    private static final long CHUNK_ROWS = 100_000;
    private static final long CHUNK_BYTES = 64L << 20;
    private static final String STAGING = "pg_temp.migrating_staging";

    private final CopyPlan plan;

    public BulkCopy(CopyPlan plan) {
        this.plan = plan;
    }

    @FunctionalInterface
    public interface Progress {
        /** Called as rows are committed, with the sums so far. */
        void copied(long rows, long bytes);

        /**
         * Called when it is settled which rows will be copied, and before the first is; the target's connection is
         * free. Rows that they refer to, and that came after their own table was copied, are in the backlog by now.
         */
        default void snapshotTaken() throws SQLException {}
    }

    /**
     * @param read rows of the source
     * @param inserted how many of them are new in the target
     */
    public record Copied(long read, long inserted, long bytes) {}

    /** The statistics' guess of the table's rows; -1 if it was never analysed. */
    public long estimatedRows(Connection source, TableName table) throws SQLException {
        String sql = "SELECT CASE WHEN c.relkind = 'p' THEN (SELECT sum(p.reltuples)"
                + " FROM pg_catalog.pg_partition_tree(c.oid) t"
                + " JOIN pg_catalog.pg_class p ON p.oid = t.relid WHERE t.isleaf) ELSE c.reltuples END::bigint"
                + " FROM pg_catalog.pg_class c WHERE c.oid = ?";
        try (PreparedStatement statement = source.prepareStatement(sql)) {
            statement.setLong(1, plan.table(table).source().oid());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Copies one table. Go in the order of {@link CopyPlan#names()}, or foreign keys may fail. Both connections are
     * outside of a transaction; if the copy fails, the source's is closed.
     */
    public Copied copy(Connection source, Connection target, TableName name, Progress progress) throws SQLException {
        CopyTable table = plan.table(name);
        return Sql.inTransaction(source, () -> {
            Sql.execute(source, settings());
            CopyOut rows = copyManager(source)
                    .copyOut("COPY (SELECT " + Sql.quote(table.insertable()) + " FROM "
                            + table.source().qualified() + ") TO STDOUT");
            try {
                progress.snapshotTaken();
                return copyInChunks(rows, target, table, progress);
            } catch (SQLException | RuntimeException | Error e) {
                // Cancelling a COPY that has just ended leaves pgjdbc out of step with the server.
                source.abort(Runnable::run);
                throw e;
            }
        });
    }

    private Copied copyInChunks(CopyOut rows, Connection target, CopyTable table, Progress progress)
            throws SQLException {
        Copied total = new Copied(0, 0, 0);
        while (rows.isActive()) {
            Copied chunk = copyChunk(rows, target, table);
            total = new Copied(
                    total.read() + chunk.read(), total.inserted() + chunk.inserted(), total.bytes() + chunk.bytes());
            progress.copied(total.read(), total.bytes());
        }
        return total;
    }

    private Copied copyChunk(CopyOut rows, Connection target, CopyTable table) throws SQLException {
        // A row may refer to any other row of its own table: those cannot be cut into chunks.
        boolean whole = table.target().references().contains(table.target().oid());
        return Sql.inTransaction(target, () -> {
            Sql.execute(
                    target,
                    settings() + CaptureTriggers.APPLYING
                            + "CREATE TEMP TABLE migrating_staging ON COMMIT DROP AS SELECT "
                            + Sql.quote(table.insertable()) + " FROM "
                            + table.target().qualified()
                            + " WITH NO DATA");
            CopyIn copy = copyManager(target).copyIn("COPY " + STAGING + " FROM STDIN");
            long read = 0;
            long bytes = 0;
            try {
                ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER);
                byte[] row;
                while ((whole || read < CHUNK_ROWS && bytes < CHUNK_BYTES) && (row = rows.readFromCopy()) != null) {
                    read++;
                    bytes += row.length;
                    buffer.writeBytes(row);
                    if (buffer.size() >= BUFFER) {
                        flush(buffer, copy);
                    }
                }
                flush(buffer, copy);
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            return new Copied(read, read == 0 ? 0 : insert(target, table), bytes);
        });
    }

    private static void flush(ByteArrayOutputStream buffer, CopyIn copy) throws SQLException {
        copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
        buffer.reset();
    }

    private static long insert(Connection target, CopyTable table) throws SQLException {
        String columns = Sql.quote(table.insertable());
        String sql = "INSERT INTO " + table.target().qualified() + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT "
                + columns + " FROM " + STAGING + " ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            return statement.executeLargeUpdate();
        }
    }

    private static CopyManager copyManager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Streams wait for each other, however long. */
    private static String settings() {
        return Sql.exactTextForTransactions()
                + "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;";
    }
}
