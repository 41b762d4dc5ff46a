package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * The physical connections of one application connection: each opened when first needed, and brought to the state of the session that
 * the application has set before it is used.
 *
 * <p>What the store's driver keeps (read-only, time-outs) is set on every connection at once, since that costs no message. What the
 * server keeps is set in one store; the others get it, in one message, when they are used next.
 */
final class StoreSessions {

    /** Opens a physical connection to a store. */
    @FunctionalInterface
    interface Opener {
        Connection open(Role role) throws SQLException;
    }

    /** What is done with a physical connection, such as to set what it keeps. */
    @FunctionalInterface
    interface ClientSetting {
        void apply(Connection connection) throws SQLException;
    }

    private final Dialect dialect;
    private final Opener opener;
    private final Map<Role, StoreSession> open = new ConcurrentSkipListMap<>();
    private final Map<String, ClientSetting> clientSettings = new LinkedHashMap<>();
    private SessionSettings settings = SessionSettings.NONE;
    /** The store in which alone the session has a state that cannot be brought about again; null if there is none. */
    private Role lostIn;

    private String untold;

    private volatile boolean autoCommit = true;
    private volatile boolean closed;

    StoreSessions(Dialect dialect, Opener opener) {
        this.dialect = dialect;
        this.opener = opener;
    }

    /** Not to be called by those who run statements in a transaction: {@link Transaction#join}. */
    StoreSession get(Role role) throws SQLException {
        if (lostIn != null && lostIn != role) {
            throw ErrorCode.REFUSED.exception(
                    "The state of this session cannot be brought to the other store: " + untold
                            + "; use SET, or set_config with constants and parameters, or begin anew with DISCARD ALL");
        }
        StoreSession session = open.get(role);
        if (session == null) {
            session = open(role);
        }
        if (session.settings() == settings || session.joined()) {
            return session;
        }
        if (!settings.reachableFrom(session.settings())) {
            release(role);
            session = open(role);
        }
        catchUp(session);
        return session;
    }

    private StoreSession open(Role role) throws SQLException {
        Connection connection = opener.open(role);
        try {
            for (ClientSetting setting : clientSettings.values()) {
                setting.apply(connection);
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        StoreSession session = new StoreSession(role, connection);
        open.put(role, session);
        if (closed) { // meanwhile, by another thread, which may not have seen this one
            release(role);
            throw new SQLException("This connection has been closed.", "08003");
        }
        return session;
    }

    /** Outside of a transaction, so that a rollback does not take it back; all of it or nothing. */
    private void catchUp(StoreSession session) throws SQLException {
        List<SessionSetting> missing = settings.missingIn(session.settings());
        if (!missing.isEmpty()) {
            execute(session, missing.stream().map(SessionSetting::sql).collect(Collectors.joining(";")));
        }
        session.has(settings);
        if (missing.stream().anyMatch(SessionSetting::resets)) {
            session.wasReset(dialect);
        }
    }

    private static void execute(StoreSession session, String sql) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    List<StoreSession> opened() {
        return List.copyOf(open.values());
    }

    /** Those that were open when the session ended; none before. */
    List<StoreSession> ended() {
        return closed ? opened() : List.of();
    }

    /** The application's autocommit. */
    boolean autoCommit() {
        return autoCommit;
    }

    void setAutoCommit(boolean autoCommit) {
        this.autoCommit = autoCommit;
    }

    /** Sets what physical connections keep, on all of them; a later value replaces an earlier. */
    void setOnClient(String name, ClientSetting setting) throws SQLException {
        List<StoreSession> inTransactionFirst = opened().stream()
                .sorted(Comparator.comparing(StoreSession::joined).reversed())
                .toList(); // those may refuse it, and then none must have it
        for (StoreSession session : inTransactionFirst) {
            setting.apply(session.connection());
        }
        clientSettings.remove(name);
        clientSettings.put(name, setting);
    }

    /** It was made in a store outside of any transaction. */
    void made(SessionSetting setting, StoreSession in) {
        SessionSettings after = settings.with(setting);
        in.has(in.settings() == settings ? after : in.settings().with(setting));
        settings = after;
    }

    SessionSettings settings() {
        return settings;
    }

    /** The settings after a transaction was committed. */
    void settle(SessionSettings committed) {
        settings = committed;
    }

    /** The session of one store was changed in a way that cannot be repeated elsewhere. */
    void changedUntold(StoreSession session, String reason) {
        lostIn = session.role();
        untold = reason;
    }

    /** DISCARD ALL was done in one store. In the other one a session that cannot do it is replaced by a new one. */
    void discardAll(StoreSession done) throws SQLException {
        settings = SessionSettings.NONE.with(
                SessionSetting.resetAll()); // a new connection's driver has set something itself
        lostIn = null;
        untold = null;
        done.has(settings);
        done.wasReset(dialect);
        for (StoreSession session : opened()) {
            if (session != done) {
                try {
                    execute(session, "DISCARD ALL");
                    session.has(settings);
                    session.wasReset(dialect);
                } catch (SQLException e) {
                    release(session.role());
                }
            }
        }
    }

    /** Gives up the connection to a store. */
    void release(Role role) throws SQLException {
        StoreSession session = open.remove(role);
        if (session != null) {
            session.connection().close();
        }
    }

    /** Also from another thread than the one that uses it. */
    void close() throws SQLException {
        endAll(Connection::close);
    }

    void abort(Executor executor) throws SQLException {
        endAll(connection -> connection.abort(executor));
    }

    private void endAll(ClientSetting end) throws SQLException {
        closed = true;
        SQLException failure = null;
        for (StoreSession session : opened()) {
            try {
                end.apply(session.connection());
            } catch (SQLException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
