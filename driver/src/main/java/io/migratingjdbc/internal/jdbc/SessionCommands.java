package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.sql.SessionCommand;
import io.migratingjdbc.internal.sql.SessionCommand.Configure;
import io.migratingjdbc.internal.sql.SessionCommand.DiscardAll;
import io.migratingjdbc.internal.sql.SessionCommand.ResetAll;
import io.migratingjdbc.internal.sql.SessionCommand.Untold;
import io.migratingjdbc.internal.sql.StatementProfile;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * SET, RESET, set_config and DISCARD as SQL text hold in both stores: they run in one, and when they succeed there they are settings
 * of the application's session, or of its transaction.
 */
final class SessionCommands {
    private static final String STRINGS = "standard_conforming_strings";
    private static final Pattern KEEPS_STRINGS =
            Pattern.compile("^RESET\\b|\\b'?(on|true|yes|1|default)'?\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);
    private static final Set<String> TRUE = Set.of("true", "t", "on", "yes", "1");

    private final MigrationContext context;
    private final Transaction transaction;
    private final StoreSessions sessions;

    SessionCommands(MigrationContext context, Transaction transaction, StoreSessions sessions) {
        this.context = context;
        this.transaction = transaction;
        this.sessions = sessions;
    }

    /** Whether a statement may change the state of the session. */
    static boolean concerns(StatementProfile profile) {
        return switch (profile.kind()) {
            case SESSION, TRANSACTION, UNKNOWN -> true;
            default -> profile.functions().contains("set_config");
        };
    }

    /** @param home where the statement runs; a part of the transaction if there is one */
    StoreResult run(Execution execution, StoreSession home) throws SQLException {
        List<SessionCommand> commands =
                SessionCommand.in(execution.planned().profile().sql());
        refuseUntold(commands, execution);
        refuseOtherStrings(commands, execution);
        StoreResult result = execution.on(home);
        for (SessionCommand command : commands) {
            note(command, execution, home);
        }
        return result;
    }

    private void refuseUntold(List<SessionCommand> commands, Execution execution) throws SQLException {
        for (SessionCommand command : commands) {
            if (command instanceof Untold untold
                    && context.host().view().phase().twoStore()) {
                throw ErrorCode.REFUSED.exception(
                        "It changes the session of one store and cannot be repeated in the other: " + untold.reason()
                                + ". Statement: "
                                + execution.planned().profile().sql());
            }
        }
    }

    /** In every phase: a launch could go unseen behind a string that ends elsewhere. */
    private void refuseOtherStrings(List<SessionCommand> commands, Execution execution) throws SQLException {
        for (SessionCommand command : commands) {
            boolean set = command instanceof SessionCommand.Set change
                    && change.name().equals(STRINGS)
                    && !KEEPS_STRINGS.matcher(change.sql()).find();
            boolean configured = command instanceof Configure call
                    && execution
                            .of(call.name())
                            .filter(name -> name.toString().equalsIgnoreCase(STRINGS))
                            .isPresent()
                    && execution
                            .of(call.value())
                            .filter(value -> TRUE.contains(value.toString().toLowerCase()))
                            .isEmpty();
            if (set || configured) {
                throw ErrorCode.REFUSED.exception(STRINGS + " must stay on, since statements are analysed as it says;"
                        + " write strings with backslashes as E'...'. Statement: "
                        + execution.planned().profile().sql());
            }
        }
    }

    private void note(SessionCommand command, Execution execution, StoreSession home) throws SQLException {
        if (command instanceof SessionCommand.Set set) {
            transaction.made(
                    set.local()
                            ? SessionSetting.ofTransaction(set.name(), set.sql())
                            : SessionSetting.ofSession(set.name(), set.sql()),
                    home);
        } else if (command instanceof ResetAll) {
            transaction.made(SessionSetting.resetAll(), home);
            home.wasReset(context.dialect());
        } else if (command instanceof DiscardAll) {
            sessions.discardAll(home);
        } else if (command instanceof Configure configure) {
            configure(configure, execution, home);
        } else {
            sessions.changedUntold(home, ((Untold) command).reason());
        }
    }

    private void configure(Configure configure, Execution execution, StoreSession home) {
        Optional<Object> name = execution.of(configure.name());
        Optional<Object> value = execution.of(configure.value());
        boolean known = value.isPresent() || execution.isNull(configure.value());
        if (name.isEmpty() || !known) {
            sessions.changedUntold(home, "the arguments of set_config are not known to the driver");
            return;
        }
        boolean local = execution
                .of(configure.local())
                .filter(given -> TRUE.contains(given.toString().toLowerCase()))
                .isPresent();
        String sql = "SELECT set_config("
                + context.dialect().literal(name.get().toString()) + ", "
                + context.dialect().literal(value.map(Object::toString).orElse(null)) + ", " + local + ")";
        String key = name.get().toString().toLowerCase();
        transaction.made(local ? SessionSetting.ofTransaction(key, sql) : SessionSetting.ofSession(key, sql), home);
    }
}
