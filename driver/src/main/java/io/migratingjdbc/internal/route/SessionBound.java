package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.sql.StatementKind;
import io.migratingjdbc.internal.sql.StatementProfile;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What belongs to one session, or one server, so that over two stores it would hold in half, or be another one's, unnoticed. */
final class SessionBound {
    private static final Pattern LOCK = Pattern.compile("pg_(try_)?advisory_(xact_)?(un)?lock(_shared|_all)?");
    private static final Pattern NOTIFICATION =
            Pattern.compile("\\s*(LISTEN|NOTIFY)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Set<String> LAST_NUMBER = Set.of("currval", "lastval");

    private SessionBound() {}

    /** A SELECT of one advisory lock, or the release of one, and of nothing else. */
    static boolean isAdvisoryLock(PlannedStatement statement) {
        StatementProfile profile = statement.profile();
        return profile.kind() == StatementKind.SELECT
                && profile.tables().isEmpty()
                && profile.functions().size() == 1
                && LOCK.matcher(profile.functions().iterator().next()).matches();
    }

    static Optional<String> refusal(PlannedStatement statement, SessionState session) {
        StatementProfile profile = statement.profile();
        if (NOTIFICATION.matcher(profile.sql()).matches() || profile.functions().contains("pg_notify")) {
            return Optional.of(
                    "sessions that listen in the other store would hear nothing of it; LISTEN and NOTIFY go to"
                            + " the store that accepts launches by connection.unwrap(org.postgresql.PGConnection.class), or poll");
        }
        if (!isAdvisoryLock(statement)
                && profile.functions().stream()
                        .anyMatch(function -> LOCK.matcher(function).matches())) {
            return Optional.of("an advisory lock would be taken in one of the two stores only;"
                    + " take it by a SELECT of its own, without FROM");
        }
        boolean lastNumber = profile.functions().stream().anyMatch(LAST_NUMBER::contains);
        return lastNumber && session.changed() == null
                ? Optional.of(
                        "the last number of a sequence is known to the session of the store that gave it, which may be"
                                + " the other one; use RETURNING or getGeneratedKeys, or ask within the transaction")
                : Optional.empty();
    }
}
