package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.util.ByteStreamWriter;

/**
 * COPY of rows into a store may launch: its commit takes the fence, and while entities are in two stores it is refused, since nobody
 * has looked for its keys in the other one.
 */
final class FencedCopyManager extends CopyManager {
    private final MigratingConnection connection;
    private final Connection physical;

    FencedCopyManager(MigratingConnection connection, Connection physical) throws SQLException {
        super(physical.unwrap(BaseConnection.class));
        this.connection = connection;
        this.physical = physical;
    }

    @FunctionalInterface
    private interface Copy {
        long run() throws SQLException, IOException;
    }

    private long fenced(Copy copy) throws SQLException, IOException {
        try {
            return connection.changeBeside(physical, "COPY", () -> {
                try {
                    return copy.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** In parts: what they end with is the application's commit. */
    @Override
    public CopyIn copyIn(String sql) throws SQLException {
        if (!connection.transaction().active()) {
            throw ErrorCode.REFUSED.exception(
                    "COPY in parts commits by itself where autocommit is on, past the check of the"
                            + " fence; switch autocommit off, or give copyIn all input at once. Statement: " + sql);
        }
        return connection.changeBeside(physical, "COPY", () -> super.copyIn(sql));
    }

    @Override
    public long copyIn(String sql, Reader from, int bufferSize) throws SQLException, IOException {
        return fenced(() -> super.copyIn(sql, from, bufferSize));
    }

    @Override
    public long copyIn(String sql, InputStream from, int bufferSize) throws SQLException, IOException {
        return fenced(() -> super.copyIn(sql, from, bufferSize));
    }

    @Override
    public long copyIn(String sql, ByteStreamWriter from) throws SQLException, IOException {
        return fenced(() -> super.copyIn(sql, from));
    }

    @Override
    public CopyDual copyDual(String sql) throws SQLException {
        throw ErrorCode.REFUSED.exception(
                "Replication needs a connection of its own, to the store directly. Statement: " + sql);
    }
}
