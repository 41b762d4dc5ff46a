package io.migratingjdbc.internal.dialect;

import io.migratingjdbc.internal.model.Fence;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The fence check of protocol section 4 as text.
 *
 * <p>Invariants: the lock is a statement of its own before the check, so that under READ COMMITTED the check's
 * snapshot is newer than the lock; under an older snapshot the check reads the newest row by FOR SHARE, which
 * fails with 40001 where they differ. A failed check is an ERROR, so that the server skips the COMMIT behind it
 * in the same message, and a COMMIT that arrives in a message of its own ends the failed transaction as a
 * rollback.
 */
final class PostgresFence {
    /** Part of the error of a failed check; the rest of that error is the server's and may be translated. */
    static final String LOST = "migrating-fence-lost:";

    private PostgresFence() {}

    static long lockKey(String migration) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("migrating:" + migration).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }

    static String checkAndCommit(String storeTable, String migrationLiteral, String migration, Fence expected) {
        String row = "SELECT '1' FROM " + storeTable + " WHERE migration = " + migrationLiteral
                + " AND store_id = '" + expected.store() + "' AND status = '"
                + expected.status().text() + "' AND generation = " + expected.generation();
        // The text that is no number becomes the message of the error. A sub-select keeps it from being evaluated
        // early.
        return "SELECT pg_advisory_xact_lock_shared(" + lockKey(migration) + ");"
                + " SELECT CAST(coalesce(CASE WHEN current_setting('transaction_isolation')"
                + " IN ('read committed', 'read uncommitted') THEN (" + row + ") ELSE (" + row + " FOR SHARE) END, '"
                + LOST + " store " + expected.store() + " is no longer "
                + expected.status().text()
                + " with generation " + expected.generation() + "') AS integer); COMMIT";
    }
}
