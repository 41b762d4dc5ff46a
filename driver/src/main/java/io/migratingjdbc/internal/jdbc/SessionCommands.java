package io.migratingjdbc.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SET and RESET as SQL text hold in both stores: they are run in every store that the connection has opened, and again in one that it
 * opens later; SET LOCAL in every store that the transaction uses.
 */
final class SessionCommands {
    private static final Pattern SET = Pattern.compile(
            "\\s*(?:SET|RESET)\\s+(?:(LOCAL)\\s+|SESSION\\s+(?!AUTHORIZATION|CHARACTERISTICS))?([\\w.\"]+(?:\\s+ZONE)?).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final Transaction transaction;
    private final StoreSessions sessions;

    SessionCommands(Transaction transaction, StoreSessions sessions) {
        this.transaction = transaction;
        this.sessions = sessions;
    }

    /** @param home where the result comes from */
    StatementResult run(Execution execution, StoreSession home) throws SQLException {
        String sql = execution.planned().profile().sql();
        StoreResult result = execution.on(home);
        Matcher set = SET.matcher(sql);
        if (!set.matches()) {
            return result; // SHOW, LISTEN, NOTIFY and the like are about one session
        }
        StoreSessions.Setting again = connection -> execute(connection, sql);
        if (set.group(1) != null) {
            transaction.setLocal(home, again);
        } else {
            for (StoreSession other : sessions.opened()) {
                if (other != home) {
                    again.apply(other.connection());
                }
            }
            sessions.remember("SET " + set.group(2).toLowerCase(Locale.ROOT), again);
        }
        return result;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
