package io.migratingjdbc.admin.copy;

import io.migratingjdbc.admin.chunk.KeyRange;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * Copies the rows of a range of one table, straight from one server's COPY to the other's. If some of them are there already, the range
 * goes through a staging table, from which the missing ones are inserted.
 */
final class ChunkCopy {
    private static final int BUFFER = 1 << 16;
    private static final String STAGING = "pg_temp.migrating_staging";
    private static final String UNIQUE_VIOLATION = "23505";
    /** So many chunks go through the staging table once one had to. */
    private static final int STAGED = 16;

    private final CopyTable table;
    private final String format;
    private final Flow flow;
    private volatile int staged;

    ChunkCopy(CopyTable table, Flow flow) {
        this.table = table;
        this.format = BinaryFormat.fits(table) ? " (FORMAT binary)" : "";
        this.flow = flow;
    }

    /** Lets data through, as fast as it may go. */
    @FunctionalInterface
    interface Flow {
        void passed(int bytes);
    }

    /**
     * @param source under the settings of exact text
     * @param target the same, and in a transaction
     */
    Copied copy(Connection source, Connection target, KeyRange range) throws SQLException {
        if (staged > 0) {
            staged--;
            return throughStaging(source, target, range);
        }
        Savepoint before = target.setSavepoint();
        try {
            Copied copied = stream(source, target, range, table.target().qualified());
            target.releaseSavepoint(before);
            return copied;
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            target.rollback(before);
            staged = STAGED;
            return throughStaging(source, target, range);
        }
    }

    private Copied throughStaging(Connection source, Connection target, KeyRange range) throws SQLException {
        String columns = Sql.quote(table.insertable());
        Sql.execute(
                target,
                "CREATE TEMP TABLE migrating_staging ON COMMIT DROP AS SELECT " + columns + " FROM "
                        + table.target().qualified() + " WITH NO DATA");
        Copied read = stream(source, target, range, STAGING);
        String sql = "INSERT INTO " + table.target().qualified() + " (" + columns + ") OVERRIDING SYSTEM VALUE SELECT "
                + columns + " FROM " + STAGING + " ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = target.prepareStatement(sql)) {
            return new Copied(read.read(), statement.executeLargeUpdate(), read.bytes());
        }
    }

    private Copied stream(Connection source, Connection target, KeyRange range, String into) throws SQLException {
        String columns = Sql.quote(table.insertable());
        CopyOut rows = copyManager(source)
                .copyOut("COPY (SELECT " + columns + " FROM " + table.source().qualified() + range.where(table.source())
                        + ") TO STDOUT" + format);
        try {
            CopyIn copy = copyManager(target).copyIn("COPY " + into + " (" + columns + ") FROM STDIN" + format);
            try {
                long bytes = pump(rows, copy);
                long count = copy.endCopy();
                return new Copied(count, count, bytes);
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                drain(rows);
            }
            throw e;
        } finally {
            if (rows.isActive()) {
                // Cancelling a COPY that has just ended leaves pgjdbc out of step with the server.
                source.abort(Runnable::run);
            }
        }
    }

    private static void drain(CopyOut rows) throws SQLException {
        while (rows.isActive()) {
            rows.readFromCopy(); // what is left of the range, which is read again
        }
    }

    private long pump(CopyOut rows, CopyIn copy) throws SQLException {
        ByteArrayOutputStream buffer = new ByteArrayOutputStream(2 * BUFFER);
        long bytes = 0;
        byte[] row;
        while ((row = rows.readFromCopy()) != null) {
            if (row.length >= BUFFER) {
                // A wide row is in memory once, not three times.
                bytes += flush(buffer, copy) + write(row, copy);
                continue;
            }
            buffer.writeBytes(row);
            if (buffer.size() >= BUFFER) {
                bytes += flush(buffer, copy);
            }
        }
        return bytes + flush(buffer, copy);
    }

    private int flush(ByteArrayOutputStream buffer, CopyIn copy) throws SQLException {
        byte[] bytes = buffer.toByteArray();
        buffer.reset();
        return bytes.length == 0 ? 0 : write(bytes, copy);
    }

    private int write(byte[] bytes, CopyIn copy) throws SQLException {
        copy.writeToCopy(bytes, 0, bytes.length);
        flow.passed(bytes.length);
        return bytes.length;
    }

    private static CopyManager copyManager(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }
}
