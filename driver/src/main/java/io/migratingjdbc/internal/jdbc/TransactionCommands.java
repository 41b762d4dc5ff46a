package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.sql.StatementProfile;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Transaction control that arrives as SQL text does what the JDBC method does, so that it cannot pass by the fence. */
final class TransactionCommands {
    private static final Pattern CHAIN = Pattern.compile("\\bAND\\s+CHAIN\\b", Pattern.CASE_INSENSITIVE);

    private final Transaction transaction;
    private final MigrationContext context;

    TransactionCommands(Transaction transaction, MigrationContext context) {
        this.transaction = transaction;
        this.context = context;
    }

    StatementResult run(Execution execution) throws SQLException {
        StatementProfile profile = execution.planned().profile();
        if (CHAIN.matcher(profile.sql()).find()
                && !profile.sql().toUpperCase(Locale.ROOT).contains("NO CHAIN")) {
            throw ErrorCode.REFUSED.exception(
                    "AND CHAIN cannot be carried to two stores; begin the next transaction with its own"
                            + " statement. Statement: " + profile.sql());
        }
        switch (profile.transactionCommand()) {
            case BEGIN -> {
                if (transaction.active()) {
                    return passedOn(execution);
                }
                transaction.begin();
                return passedOn(execution);
            }
            case COMMIT -> transaction.commit();
            case ROLLBACK -> transaction.rollback();
            case SAVEPOINT -> transaction.setSavepoint(profile.savepoint());
            case RELEASE_SAVEPOINT -> transaction.release(transaction.savepoint(profile.savepoint()));
            case ROLLBACK_TO_SAVEPOINT -> transaction.rollbackTo(transaction.savepoint(profile.savepoint()));
            case TWO_PHASE -> {
                if (transaction.hasLaunched() || transaction.begunAsText()) {
                    throw ErrorCode.REFUSED.exception(
                            "A transaction that creates entities, or was begun by BEGIN as text, cannot"
                                    + " be prepared for two-phase commit. Statement: " + profile.sql());
                }
                return passedOn(execution);
            }
            case SET_TRANSACTION -> {
                return passedOn(execution);
            }
        }
        return CombinedResult.ofCount(0, null);
    }

    /** To the home store, with the text's own isolation level and such. */
    private StatementResult passedOn(Execution execution) throws SQLException {
        return execution.on(transaction.join(context.home(transaction.state())));
    }
}
