package io.migratingjdbc.admin.copy;

import io.migratingjdbc.admin.chunk.Boundaries;
import io.migratingjdbc.admin.chunk.ChunkSize;
import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The copy of one table, shared by its workers. */
final class TableCopy {
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final Duration CHUNK_GOAL = Duration.ofSeconds(1);

    private final CopyTable table;
    private final Checkpoints checkpoints;
    private final ChunkCopy chunks;
    private final Pacer pacer;
    private final ChunkSize size = new ChunkSize(CHUNK_GOAL);
    private final Boundaries boundaries;
    private final MissingParents missingParents;
    private final Consumer<Copied> done;

    TableCopy(
            CopyTable table,
            Checkpoints checkpoints,
            Pacer pacer,
            MissingParents missingParents,
            Consumer<Copied> done) {
        this.table = table;
        this.boundaries = new Boundaries(table.source());
        this.checkpoints = checkpoints;
        this.pacer = pacer;
        this.chunks = new ChunkCopy(table, pacer::passed);
        this.missingParents = missingParents;
        this.done = done;
    }

    /** Brings over the rows that were inserted into other tables since these were copied. */
    @FunctionalInterface
    interface MissingParents {
        void carry() throws SQLException;
    }

    TableName name() {
        return table.name();
    }

    /**
     * Copies a chunk, or plans the next one.
     *
     * @return false if nothing is left that nobody else works on, or the operator has said stop
     */
    boolean step(StorePair session) throws SQLException {
        return pacer.mayGoOn()
                && (copyOne(session)
                        || checkpoints.plan(session.target(), table.name(), after -> boundary(session, after)));
    }

    /** Rows that refer to rows of their own table cannot be cut into chunks. */
    private List<String> boundary(StorePair session, List<String> after) throws SQLException {
        boolean whole = table.target().references().contains(table.target().oid());
        return whole ? null : boundaries.behind(session, after, size.rows());
    }

    private boolean copyOne(StorePair session) throws SQLException {
        try {
            return tryCopyOne(session);
        } catch (ChunkFailedException e) {
            if (!FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
                throw e;
            }
            missingParents.carry();
            return tryCopyOne(session);
        }
    }

    private boolean tryCopyOne(StorePair session) throws SQLException {
        long start = System.nanoTime();
        Optional<Copied> copied = session.inTransactions(() -> {
            if (pacer.restrains()) {
                Sql.execute(session.target(), Gently.TRANSACTION);
            }
            Optional<Chunk> chunk = checkpoints.claim(session.target(), table.name());
            return chunk.isEmpty() ? Optional.empty() : Optional.of(copy(session, chunk.get()));
        });
        copied.ifPresent(rows -> {
            size.took(rows.read(), (System.nanoTime() - start) / 1e9);
            done.accept(rows);
        });
        return copied.isPresent();
    }

    private Copied copy(StorePair session, Chunk chunk) throws SQLException {
        try {
            Copied copied = chunks.copy(session.source(), session.target(), chunk.range());
            requireSameDefinition(session);
            checkpoints.done(session.target(), chunk, copied);
            boundaries.held(chunk.range(), copied.read());
            return copied;
        } catch (SQLException e) {
            throw new ChunkFailedException(chunk, e);
        } catch (OutOfMemoryError e) {
            throw new ChunkFailedException(
                    chunk,
                    ErrorCode.REFUSED.exception("a row is too wide for the memory of this process; give it more, as in"
                            + " MIGRATING_JAVA_OPTIONS=-Xmx4g, and run copy again"));
        }
    }

    /** Behind the copy, whose locks keep the tables as they are until the chunk is committed. */
    private void requireSameDefinition(StorePair session) throws SQLException {
        CopyTable now = CopyPlan.read(session.source(), session.target(), List.of(table.name()))
                .tables()
                .get(0);
        if (!now.equals(table)) {
            throw ErrorCode.REFUSED.exception("the table was changed while it was copied: run copy again, which reads"
                    + " its definition anew, and then verify");
        }
    }
}
