package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.sql.StatementProfile;
import io.migratingjdbc.internal.sql.TransactionCommand;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Transaction control that arrives as SQL text does what the JDBC method does, so that it cannot pass by the fence. What has no meaning
 * now goes to the database, which says so.
 */
final class TransactionCommands {
    private static final Pattern CHAIN = Pattern.compile("\\bAND\\s+CHAIN\\b", Pattern.CASE_INSENSITIVE);

    private final MigrationContext context;
    private final Transaction transaction;
    private final SessionCommands settings;

    TransactionCommands(MigrationContext context, Transaction transaction, SessionCommands settings) {
        this.context = context;
        this.transaction = transaction;
        this.settings = settings;
    }

    StatementResult run(Execution execution) throws SQLException {
        StatementProfile profile = execution.planned().profile();
        if (CHAIN.matcher(profile.sql()).find()
                && !profile.sql().toUpperCase(Locale.ROOT).contains("NO CHAIN")) {
            throw ErrorCode.REFUSED.exception(
                    "AND CHAIN cannot be carried to two stores; begin the next transaction with its own"
                            + " statement. Statement: " + profile.sql());
        }
        if (profile.transactionCommand() != TransactionCommand.SET_TRANSACTION) {
            transaction.branch().refuseControl("and transaction commands as text");
        }
        return switch (profile.transactionCommand()) {
            case BEGIN -> begin(execution);
            case SET_TRANSACTION -> passedOn(execution);
            case TWO_PHASE -> twoPhase(execution);
            case COMMIT -> transaction.active() ? done(transaction::commit) : passedOn(execution);
            case ROLLBACK -> transaction.active() ? done(transaction::rollback) : passedOn(execution);
            case SAVEPOINT ->
                transaction.active()
                        ? done(() -> transaction.set(new MigratingSavepoint(0, profile.savepoint())))
                        : passedOn(execution);
            case RELEASE_SAVEPOINT -> withSavepoint(execution, transaction::release);
            case ROLLBACK_TO_SAVEPOINT -> withSavepoint(execution, transaction::rollbackTo);
        };
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    @FunctionalInterface
    private interface SavepointStep {
        void run(MigratingSavepoint savepoint) throws SQLException;
    }

    private static StatementResult done(Step step) throws SQLException {
        step.run();
        return CombinedResult.ofCount(0, null);
    }

    /** With a name that the transaction does not have, the database gives the error. */
    private StatementResult withSavepoint(Execution execution, SavepointStep step) throws SQLException {
        Optional<MigratingSavepoint> savepoint =
                transaction.savepoint(execution.planned().profile().savepoint());
        return savepoint.isPresent() ? done(() -> step.run(savepoint.get())) : passedOn(execution);
    }

    private StatementResult begin(Execution execution) throws SQLException {
        if (transaction.active()) {
            return passedOn(execution);
        }
        transaction.begin();
        try {
            return passedOn(execution);
        } catch (SQLException | RuntimeException e) {
            transaction.rollback(); // it did not begin
            throw e;
        }
    }

    private StatementResult twoPhase(Execution execution) throws SQLException {
        if (transaction.hasLaunched() || transaction.begunAsText()) {
            throw ErrorCode.REFUSED.exception(
                    "A transaction that creates entities, or was begun by BEGIN as text, cannot be prepared for"
                            + " two-phase commit. Statement: "
                            + execution.planned().profile().sql());
        }
        boolean both = Stream.of(Role.values())
                .allMatch(role ->
                        transaction.joined(role).filter(StoreSession::changed).isPresent());
        if (both) {
            throw ErrorCode.CROSS_STORE.exception(
                    "The transaction has changed both stores, which cannot be prepared as one. Statement: "
                            + execution.planned().profile().sql());
        }
        return passedOn(execution);
    }

    /** To the home store; with isolation levels and such, which hold in the other one, too. */
    private StatementResult passedOn(Execution execution) throws SQLException {
        return settings.run(execution, transaction.join(context.home(transaction.state())));
    }
}
