package io.migratingjdbc.internal.jdbc;

import java.util.regex.Pattern;

/** One piece of session state, as the command that brings it about in any store. The same text given again is another setting. */
final class SessionSetting {
    private static final String RESET_ALL = "RESET ALL";
    private static final Pattern READ_ONLY = Pattern.compile("read\\s+only|read_only", Pattern.CASE_INSENSITIVE);

    private final String name;
    private final String sql;
    private final boolean local;

    private SessionSetting(String name, String sql, boolean local) {
        this.name = name;
        this.sql = sql;
        this.local = local;
    }

    /** @param name what is set: a later setting of the same name replaces it */
    static SessionSetting ofSession(String name, String sql) {
        return new SessionSetting(name, sql, false);
    }

    /** One that ends with the transaction. */
    static SessionSetting ofTransaction(String name, String sql) {
        return new SessionSetting(name, sql, true);
    }

    static SessionSetting resetAll() {
        return new SessionSetting(RESET_ALL, RESET_ALL, false);
    }

    String name() {
        return name;
    }

    String sql() {
        return sql;
    }

    boolean local() {
        return local;
    }

    boolean resets() {
        return name.equals(RESET_ALL);
    }

    /** Whether it may make transactions read-only, in whichever of its forms. */
    boolean mayForbidWrites() {
        return READ_ONLY.matcher(sql).find();
    }

    /** The role is no parameter to RESET ALL. */
    boolean survives(SessionSetting later) {
        boolean role = name.equals("role") || name.equals("session_authorization");
        return !name.equals(later.name) && (role || !later.name.equals(RESET_ALL));
    }
}
