package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.launch.KeyCheck;
import io.migratingjdbc.internal.merge.DuplicateEntity;
import io.migratingjdbc.internal.merge.KeyColumns;
import io.migratingjdbc.internal.merge.Merge;
import io.migratingjdbc.internal.merge.Parts;
import io.migratingjdbc.internal.merge.Window;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.QueryShape;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Statements that both stores answer (protocol section 7). */
final class TwoStoreRunner {
    private static final int READ_TRIES = 3;

    private final MigrationContext context;
    private final Transaction transaction;

    TwoStoreRunner(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    /** A query in both stores; again if an entity moved in between and the rows that were read do not suffice without it. */
    StatementResult read(Execution execution, Route.BothStores both, MigrationView view) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                return readOnce(execution, both, view);
            } catch (DuplicateEntity e) {
                if (tries >= READ_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** In parallel, and the rows merged. */
    private StatementResult readOnce(Execution execution, Route.BothStores both, MigrationView view)
            throws SQLException {
        QueryShape query = execution.planned().profile().query();
        Window window = window(query, execution);
        RewrittenSql bounded = query.offset() == null
                ? null
                : context.rewriter().withLimit(execution.planned().profile(), window.limitOfPart());
        PerRole<StoreSession> sessions = new PerRole<>(transaction.join(Role.INITIAL), transaction.join(Role.TARGET));
        Role near = view.accepting();
        CompletableFuture<StoreResult> far = context.async(() -> part(execution, sessions.get(near.other()), bounded));
        StoreResult here;
        try {
            here = part(execution, sessions.get(near), bounded);
        } catch (SQLException | RuntimeException e) {
            far.handle((result, failure) -> null).join();
            throw e;
        }
        StoreResult there = MigrationContext.await(far);
        boolean foundHere = !here.empty();
        boolean foundThere = !there.empty();
        remember(
                execution,
                both,
                near == Role.INITIAL ? new PerRole<>(foundHere, foundThere) : new PerRole<>(foundThere, foundHere));
        ResultSet merged = Merge.query(
                query,
                new Parts(here.rows(), there.rows()),
                window,
                context.textOrder(),
                key(execution, foundHere && foundThere ? here.rows() : null),
                execution.statement());
        return CombinedResult.ofRows(merged);
    }

    /** An entity that ended in one store and was launched in the other between the two reads shows in both. */
    private KeyColumns key(Execution execution, ResultSet rows) throws SQLException {
        Optional<TablePlan> keyed = execution.planned().onlyKeyedTable();
        return rows == null || keyed.isEmpty()
                ? KeyColumns.NONE
                : KeyColumns.of(
                        rows.getMetaData(), keyed.get().name(), keyed.get().key());
    }

    /** The statement's own bound on its rows holds for the whole answer, as a LIMIT does. */
    private static Window window(QueryShape query, Execution execution) throws SQLException {
        Long limit = bound(query.limit(), execution);
        Long offset = bound(query.offset(), execution);
        long most = execution.statement().getMaxRows();
        if (most > 0 && offset != null) {
            throw ErrorCode.REFUSED.exception("setMaxRows with OFFSET over both stores: use LIMIT instead");
        }
        return Window.of(most > 0 && (limit == null || limit > most) ? Long.valueOf(most) : limit, offset);
    }

    private static Long bound(ValueExpression expression, Execution execution) throws SQLException {
        if (expression == null || execution.isNull(expression)) {
            return null; // LIMIT NULL is no limit
        }
        Object value = execution
                .of(expression)
                .orElseThrow(
                        () -> ErrorCode.REFUSED.exception("LIMIT and OFFSET must be given values, not expressions"));
        return value instanceof Number number
                ? Long.valueOf(number.longValue())
                : Long.valueOf(value.toString().trim());
    }

    private static StoreResult part(Execution execution, StoreSession session, RewrittenSql bounded)
            throws SQLException {
        return bounded == null ? execution.on(session) : execution.on(session, bounded);
    }

    /**
     * A write in both stores, one after the other in a fixed order, so that two of them cannot wait for each other. At most one may
     * change rows, unless transactions over both stores are allowed.
     */
    StatementResult write(Execution execution, Route.BothStores both) throws SQLException {
        StoreResult initial = part(execution, Role.INITIAL);
        StoreResult target = part(execution, Role.TARGET);
        PerRole<StoreResult> parts = new PerRole<>(initial, target);
        remember(execution, both, new PerRole<>(initial.changed() > 0, target.changed() > 0));
        if (initial.rows() != null) {
            Role accepting = context.host().view().accepting();
            return CombinedResult.ofRows(Merge.returning(
                    new Parts(
                            parts.get(accepting).rows(),
                            parts.get(accepting.other()).rows()),
                    execution.statement()));
        }
        Role changed = target.changed() > 0 ? Role.TARGET : Role.INITIAL;
        return CombinedResult.ofCount(
                initial.count() + target.count(), parts.get(changed).generatedKeys());
    }

    private StoreResult part(Execution execution, Role role) throws SQLException {
        StoreSession session = transaction.join(role);
        StoreResult result;
        try {
            result = execution.on(session);
        } catch (SQLException | RuntimeException e) {
            transaction.failedToCount(session);
            throw e;
        }
        transaction.changed(session, result.changed());
        return result;
    }

    /** Rows that are in both stores come from one; a row asked for by its key that is not there yet is in the other. */
    StatementResult readImmutable(Execution execution, Route.ReadImmutable read) throws SQLException {
        StoreResult first = execution.on(transaction.join(read.first()));
        return read.byKey() && first.empty()
                ? execution.on(transaction.join(read.first().other()))
                : first;
    }

    /** The store that holds the entities to which the rows of an INSERT belong; the accepting one if none does. */
    Role storeOfParents(Execution execution, Route.InsertBelow below) throws SQLException {
        TablePlan entity = context.plan().table(below.table().entity()).orElseThrow();
        List<List<Cell>> ids = new ArrayList<>();
        for (ValueExpression id : below.ids()) {
            ids.add(List.of(execution.cell(id)));
        }
        Role accepting = context.host().view().accepting();
        Set<Integer> found = parentsIn(accepting, entity, ids);
        if (found.size() == ids.size()) {
            return accepting;
        }
        Set<Integer> elsewhere = new TreeSet<>(parentsIn(accepting.other(), entity, ids));
        elsewhere.removeAll(found);
        if (!found.isEmpty() && !elsewhere.isEmpty()) {
            throw ErrorCode.REFUSED.exception("The rows inserted into "
                    + below.table().name() + " belong to entities in both stores; insert them in two statements");
        }
        return elsewhere.isEmpty() ? accepting : accepting.other();
    }

    /** Read in the transaction where it has joined, so that it sees the entities that it has created itself. */
    private Set<Integer> parentsIn(Role role, TablePlan entity, List<List<Cell>> ids) throws SQLException {
        TableSchema schema = context.schemaOf(entity.name());
        KeyCheck check = new KeyCheck(schema, List.of(entity.instanceId()), context.dialect());
        Optional<StoreSession> joined = transaction.joined(role);
        if (joined.isPresent()) {
            return check.hits(joined.get().connection(), ids);
        }
        try (Connection side = context.side(role)) {
            return check.hits(side, ids);
        }
    }

    private void remember(Execution execution, Route.BothStores both, PerRole<Boolean> found) {
        if (both.lookedUpIn() == null || found.initial().equals(found.target())) {
            return;
        }
        Role where = found.initial() ? Role.INITIAL : Role.TARGET;
        for (ValueExpression id : both.lookedUp()) {
            execution.of(id).ifPresent(value -> context.locator().remember(both.lookedUpIn(), value, where));
        }
    }
}
