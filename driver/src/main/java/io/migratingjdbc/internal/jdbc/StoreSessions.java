package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The physical connections of one application connection: each opened when first needed, then given the session state that the
 * application has set.
 */
final class StoreSessions {

    /** Opens a physical connection to a store. */
    @FunctionalInterface
    interface Opener {
        Connection open(Role role) throws SQLException;
    }

    /** One piece of session state, to be set on any physical connection. */
    @FunctionalInterface
    interface Setting {
        void apply(Connection connection) throws SQLException;
    }

    private final Opener opener;
    private final Map<Role, StoreSession> open = new EnumMap<>(Role.class);
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private boolean autoCommit = true;

    StoreSessions(Opener opener) {
        this.opener = opener;
    }

    StoreSession get(Role role) throws SQLException {
        StoreSession session = open.get(role);
        return session != null ? session : open(role);
    }

    private StoreSession open(Role role) throws SQLException {
        Connection connection = opener.open(role);
        try {
            for (Setting setting : settings.values()) {
                setting.apply(connection);
            }
            connection.setAutoCommit(autoCommit);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        StoreSession session = new StoreSession(role, connection);
        open.put(role, session);
        return session;
    }

    List<StoreSession> opened() {
        return List.copyOf(open.values());
    }

    /** The application's autocommit; a physical connection differs from it only within a transaction of the driver's own. */
    boolean autoCommit() {
        return autoCommit;
    }

    void setAutoCommit(boolean autoCommit) throws SQLException {
        for (StoreSession session : opened()) {
            session.connection().setAutoCommit(autoCommit);
        }
        this.autoCommit = autoCommit;
    }

    /** Sets a piece of session state now and on every physical connection that is opened later; a later value replaces an earlier. */
    void set(String name, Setting setting) throws SQLException {
        for (StoreSession session : opened()) {
            setting.apply(session.connection());
        }
        remember(name, setting);
    }

    /** The same for what is set already. */
    void remember(String name, Setting setting) {
        settings.remove(name);
        settings.put(name, setting);
    }

    /** Gives up the connection to a store that is no longer needed. */
    void release(Role role) throws SQLException {
        StoreSession session = open.remove(role);
        if (session != null) {
            session.connection().close();
        }
    }

    void close() throws SQLException {
        SQLException failure = null;
        for (StoreSession session : opened()) {
            try {
                session.connection().close();
            } catch (SQLException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
