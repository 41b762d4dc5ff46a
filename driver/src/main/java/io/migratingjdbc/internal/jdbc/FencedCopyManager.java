package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.control.Ticket;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.CopyQuery;
import io.migratingjdbc.internal.sql.StatementKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.copy.CopyDual;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
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

    @Override
    public CopyIn copyIn(String sql) throws SQLException {
        return inParts(sql, () -> super.copyIn(sql));
    }

    /** Of a query, which may launch as well. */
    @Override
    public CopyOut copyOut(String sql) throws SQLException {
        refuseOther(sql);
        return connection.alone(() -> {
            // Until it has begun, and thereby has its snapshot, no newer view is acknowledged behind which copies may
            // come.
            try (Ticket ticket = connection.context().host().statement()) {
                refuseCopies(ticket.view(), sql);
                connection.transaction().goesOnUnder(ticket.view());
                return begun(sql);
            }
        });
    }

    private CopyOut begun(String sql) throws SQLException {
        Optional<PlannedStatement> query = CopyQuery.of(sql).map(connection.context()::statement);
        boolean reads = query.isEmpty()
                || query.get().profile().kind() == StatementKind.SELECT
                        && !query.get().mayLaunch();
        return reads ? super.copyOut(sql) : inParts(sql, () -> super.copyOut(sql));
    }

    /** The store runs whatever the text says. */
    private void refuseOther(String sql) throws SQLException {
        if (connection.context().statement(sql).profile().kind() != StatementKind.OTHER_WRITE) {
            throw ErrorCode.REFUSED.exception(
                    "A launch could be committed without its check: give the CopyManager one COPY by itself. Statement: "
                            + sql);
        }
    }

    /** It would read copies of ended entities as if they were the store's own. */
    private void refuseCopies(MigrationView view, String sql) throws SQLException {
        boolean entities = connection.context().statement(sql).profile().tables().stream()
                .anyMatch(use -> connection
                        .context()
                        .plan()
                        .table(use.table())
                        .filter(TablePlan::entityRows)
                        .isPresent());
        if (entities && view.hasCopies()) {
            throw ErrorCode.REFUSED.exception(
                    "COPY would read copies of ended entities, which are being evacuated: read"
                            + " them by a query. Statement: " + sql);
        }
    }

    /** What they end with is the application's commit. */
    private <T> T inParts(String sql, Transaction.Work<T> copy) throws SQLException {
        refuseOther(sql);
        if (!connection.transaction().active()) {
            throw ErrorCode.REFUSED.exception(
                    "COPY in parts commits by itself where autocommit is on, past the check of the"
                            + " fence; switch autocommit off, or give copyIn all input at once. Statement: " + sql);
        }
        return connection.changeBeside(physical, "COPY", copy);
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
