package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Database;
import java.sql.SQLException;

/** What a service has collected over the years: enough immutable rows for the copy to be watched. */
final class Documents {
    private static final int ROWS = 250_000;
    private static final String INSERT = "INSERT INTO documents (title, body) SELECT 'document ' || i,"
            + " repeat(md5(i::text), 4) FROM generate_series(1, %d) i".formatted(ROWS);
    private static final String DIGEST =
            "SELECT count(*) || ' ' || coalesce(sum(hashtextextended(d::text, 0)), 0) FROM documents d";

    private Documents() {}

    static void insert(Database store) throws SQLException {
        store.execute(INSERT, "VACUUM ANALYZE documents");
    }

    /** A finding, if a store does not have all of them as they were. */
    static void check(Database initial, Database target, Findings findings) throws SQLException {
        String here = initial.strings(DIGEST).get(0);
        String there = target.strings(DIGEST).get(0);
        if (!here.startsWith(ROWS + " ")) {
            findings.lost("documents", "the initial store has " + here.split(" ")[0] + " of " + ROWS);
        }
        if (!here.equals(there)) {
            findings.lost("documents", "they differ: " + here + " and " + there);
        }
    }
}
