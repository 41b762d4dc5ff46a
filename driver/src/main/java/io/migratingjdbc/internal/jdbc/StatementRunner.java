package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.control.Ticket;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.route.Router;
import io.migratingjdbc.internal.sql.StatementKind;
import java.sql.SQLException;
import java.util.Optional;

/** The main flow: route, guard, run, merge. One per application connection. */
final class StatementRunner {
    private final MigrationContext context;
    private final Transaction transaction;
    private final InsertRunner inserts;
    private final KeyUpdateRunner keyUpdates;
    private final TwoStoreRunner twoStores;
    private final Families families;
    private final AdvisoryLocks locks;
    private final TransactionCommands commands;
    private final SessionCommands settings;

    StatementRunner(MigrationContext context, Transaction transaction, StoreSessions sessions) {
        this.context = context;
        this.transaction = transaction;
        this.inserts = new InsertRunner(context, transaction);
        this.keyUpdates = new KeyUpdateRunner(context, transaction);
        this.twoStores = new TwoStoreRunner(context, transaction);
        this.families = new Families(context, transaction);
        this.locks = new AdvisoryLocks(transaction);
        this.settings = new SessionCommands(context, transaction, sessions);
        this.commands = new TransactionCommands(context, transaction, settings);
    }

    StatementResult run(Execution execution) throws SQLException {
        Optional<StoreSession> failed = transaction.failed();
        if (failed.isPresent()) {
            return inFailed(failed.get(), execution);
        }
        transaction.releaseUnneeded();
        return context.census()
                .watch(
                        execution.planned(),
                        execution,
                        transaction.state(),
                        () -> transaction.untilFenceHolds(() -> attempt(execution)));
    }

    /** Mostly the database's own refusal. */
    private StatementResult inFailed(StoreSession failed, Execution execution) throws SQLException {
        Optional<Route.Refuse> control = Router.refusalOfControl(execution.planned());
        if (control.isPresent()) {
            throw refused(execution, control.get());
        }
        return execution.planned().profile().kind() == StatementKind.TRANSACTION
                ? commands.run(execution)
                : execution.on(failed);
    }

    private StatementResult attempt(Execution given) throws SQLException {
        Execution execution = given.asked();
        MigrationView view = context.host().view();
        if (!view.phase().twoStore()) {
            Route route = context.router().route(view, execution.planned(), execution, transaction.state());
            if (!(route instanceof Route.RefreshView)) {
                return run(execution, route, view);
            }
            view = context.host().refresh();
        }
        return view.phase().twoStore() ? inTwoStores(execution) : run(execution, fresh(view, execution), view);
    }

    /** While it runs, no newer view is acknowledged: copies of entities must not come to a store that is read as if it had none. */
    private StatementResult inTwoStores(Execution execution) throws SQLException {
        try (Ticket ticket = context.host().statement()) {
            MigrationView view = ticket.view();
            Route route = fresh(view, execution);
            // Only ids that are known for sure cannot lead to a copy; one that was looked up may have been before the
            // copies came.
            Execution meetsNoCopies = route instanceof Route.OneStore
                    ? execution
                    : WithoutCopies.of(execution, context.copiesOfEnded(), view);
            return run(meetsNoCopies, route, view);
        }
    }

    private Route fresh(MigrationView view, Execution execution) {
        return context.router().routeFresh(view, execution.planned(), execution, transaction.state());
    }

    private StatementResult run(Execution execution, Route route, MigrationView view) throws SQLException {
        if (execution.planned().profile().kind() != StatementKind.TRANSACTION) {
            transaction.goesOnUnder(view);
        }
        if (route instanceof Route.OneStore one) {
            return one.guarded()
                    ? launched(execution, view, () -> oneStore(execution, one.store()))
                    : oneStore(execution, one.store());
        }
        if (route instanceof Route.Launch launch) {
            return launched(execution, view, () -> inserts.launch(execution, launch.table(), view));
        }
        if (route instanceof Route.InsertImmutable insert) {
            return launched(execution, view, () -> inserts.immutable(execution, insert.table(), view));
        }
        if (route instanceof Route.LaunchByUpdate update) {
            return launched(execution, view, () -> keyUpdates.run(execution, update, view));
        }
        if (route instanceof Route.KeyMayStay key) {
            return transaction.within(() -> keyMayStay(execution, key, view));
        }
        if (route instanceof Route.InsertBelow below) {
            return oneStore(execution, families.storeOf(execution, below, view));
        }
        if (route instanceof Route.AdvisoryLock) {
            return locks.run(execution);
        }
        if (route instanceof Route.ReadImmutable read) {
            return twoStores.readImmutable(execution, read);
        }
        if (route instanceof Route.Remembered remembered) {
            return remembered(execution, remembered.store());
        }
        if (route instanceof Route.Gather gather) {
            return twoStores.gather(execution, gather);
        }
        if (route instanceof Route.FindFirst find) {
            return transaction.within(
                    () -> new FoundFirst(context).run(execution.asked(), find.query(), this::attempt));
        }
        if (route instanceof Route.BothStores both) {
            return execution.planned().profile().kind() == StatementKind.SELECT
                    ? twoStores.read(execution, both, view)
                    : transaction.within(() -> twoStores.write(execution, both));
        }
        throw refused(execution, (Route.Refuse) route);
    }

    /** First as an update that changes no key; that finds no row to change: perhaps because the key is to change. */
    private StatementResult keyMayStay(Execution execution, Route.KeyMayStay key, MigrationView view)
            throws SQLException {
        Optional<Execution> unchanged = keyUpdates.unlessKeyChanges(execution, key.table());
        if (unchanged.isPresent()) {
            StatementResult kept = run(unchanged.get(), key.kept(), view);
            if (kept.count() > 0) {
                return kept;
            }
            kept.close();
        }
        if (key.changed() instanceof Route.Refuse refuse) {
            return keyUpdates.withoutChange(execution, key).orElseThrow(() -> refused(execution, refuse));
        }
        return run(execution, key.changed(), view);
    }

    private StatementResult oneStore(Execution execution, Role store) throws SQLException {
        if (execution.planned().profile().kind() == StatementKind.TRANSACTION) {
            return commands.run(execution);
        }
        StoreSession session = transaction.join(store);
        StoreResult result;
        try {
            result = SessionCommands.concerns(execution.planned().profile())
                    ? settings.run(execution, session)
                    : execution.on(session);
        } catch (SQLException | RuntimeException e) {
            if (execution.planned().profile().target().isPresent()) {
                transaction.failedToCount(session);
            }
            throw e;
        }
        transaction.changed(session, changedRows(execution.planned(), result));
        return result;
    }

    /** What may have changed rows, but does not say so, counts as a change. */
    private static long changedRows(PlannedStatement statement, StoreResult result) throws SQLException {
        return switch (statement.profile().kind()) {
            case INSERT, UPDATE, DELETE -> result.changed();
            case SELECT -> statement.mayLaunch() ? 1 : 0;
            case TRANSACTION, SESSION -> 0;
            case OTHER_WRITE, DDL, CALL, UNKNOWN -> 1;
        };
    }

    /**
     * With the launch's ticket. What was routed under a view that is older than the ticket's is routed anew: one store may have
     * become two in between.
     */
    private StatementResult launched(Execution execution, MigrationView routed, Transaction.Work<StatementResult> work)
            throws SQLException {
        return transaction.within(
                () -> transaction.launch().epoch() == routed.epoch() ? work.run() : attempt(execution));
    }

    private StatementResult remembered(Execution execution, Role store) throws SQLException {
        StoreSession session = transaction.join(store);
        StoreResult result = execution.on(session);
        if (!result.empty()) {
            transaction.changed(session, changedRows(execution.planned(), result));
            return result;
        }
        context.router().forget(execution.planned(), execution);
        return attempt(execution);
    }

    static SQLException refused(Execution execution, Route.Refuse refuse) {
        return ErrorCode.REFUSED.exception(
                "The driver cannot run this statement exactly while its migration is not completed: " + refuse.reason()
                        + ". Statement: " + execution.planned().profile().sql());
    }
}
