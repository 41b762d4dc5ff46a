package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares immutable tables between the stores while both are in use. First count and sum of hashes; only where
 * these differ, the rows one by one, in the order of a hash of their keys, so that neither collation nor memory
 * matters; and of each row that differs, a second look, which knows rows that are just being carried.
 */
public final class Verification {
    private static final int CANDIDATES = 10_000;
    private static final int SAMPLES = 10;

    private final ControlSchema control;
    private final CopyPlan plan;

    public Verification(ControlSchema control, CopyPlan plan) {
        this.control = control;
        this.plan = plan;
    }

    private enum Difference {
        MISSING,
        EXTRA,
        DIFFERENT
    }

    private record Candidate(String pk, Difference difference) {}

    private record Digest(long rows, String hash) {}

    /** Both connections are outside of a transaction. */
    public TableVerification verify(Connection source, Connection target, TableName name) throws SQLException {
        CopyTable table = plan.table(name);
        Digest here = digest(source, table, table.source());
        Digest there = digest(target, table, table.target());
        if (here.equals(there)) {
            return new TableVerification(name, here.rows(), there.rows(), 0, 0, 0, true, List.of());
        }
        List<Candidate> candidates = candidates(source, target, table);
        boolean exact = candidates.size() < CANDIDATES;
        Map<Difference, Integer> counts = new EnumMap<>(Difference.class);
        List<String> samples = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (!exact || stillDiffers(source, target, table, candidate.pk())) {
                counts.merge(candidate.difference(), 1, Integer::sum);
                if (samples.size() < SAMPLES) {
                    samples.add(candidate.pk());
                }
            }
        }
        return new TableVerification(
                name,
                here.rows(),
                there.rows(),
                counts.getOrDefault(Difference.MISSING, 0),
                counts.getOrDefault(Difference.EXTRA, 0),
                counts.getOrDefault(Difference.DIFFERENT, 0),
                exact,
                samples);
    }

    private Digest digest(Connection connection, CopyTable table, StoreTable in) throws SQLException {
        String sql = "SELECT count(*), coalesce(sum(('x' || encode(substr(" + hash(table.row("t"))
                + ", 1, 8), 'hex'))::bit(64)::bigint), 0)::text FROM " + in.qualified() + " t";
        return Sql.inTransaction(connection, () -> {
            Sql.execute(connection, settings());
            try (PreparedStatement statement = connection.prepareStatement(sql);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new Digest(row.getLong(1), row.getString(2));
            }
        });
    }

    private List<Candidate> candidates(Connection source, Connection target, CopyTable table) throws SQLException {
        return Sql.inTransaction(
                source,
                () -> Sql.inTransaction(target, () -> {
                    try (Rows here = new Rows(source, table, table.source());
                            Rows there = new Rows(target, table, table.target())) {
                        return merge(here, there);
                    }
                }));
    }

    private static List<Candidate> merge(Rows here, Rows there) throws SQLException {
        List<Candidate> candidates = new ArrayList<>();
        here.advance();
        there.advance();
        while ((here.key != null || there.key != null) && candidates.size() < CANDIDATES) {
            int order = here.key == null ? 1 : there.key == null ? -1 : here.key.compareTo(there.key);
            if (order < 0) {
                candidates.add(new Candidate(here.pk, Difference.MISSING));
                here.advance();
            } else if (order > 0) {
                candidates.add(new Candidate(there.pk, Difference.EXTRA));
                there.advance();
            } else {
                if (!here.hash.equals(there.hash)) {
                    candidates.add(new Candidate(here.pk, Difference.DIFFERENT));
                }
                here.advance();
                there.advance();
            }
        }
        return candidates;
    }

    /**
     * The backlogs are read before the rows: an entry that is gone by then is in both stores, and one that is there
     * says that its row is on its way.
     */
    private boolean stillDiffers(Connection source, Connection target, CopyTable table, String pk) throws SQLException {
        if (onItsWay(source, table, pk) || onItsWay(target, table, pk)) {
            return false;
        }
        RowReader reader = new RowReader(table);
        return !Objects.equals(reader.read(source, table.source(), pk), reader.read(target, table.target(), pk));
    }

    private boolean onItsWay(Connection connection, CopyTable table, String pk) throws SQLException {
        String sql = "SELECT EXISTS (SELECT FROM " + control.backlog()
                + " WHERE migration = ? AND table_name = ? AND pk = ?::jsonb)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), table.name().toString(), pk);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** The same on every version and platform, other than the server's own hash functions. */
    private static String hash(String text) {
        return "sha256(convert_to(" + text + ", 'UTF8'))";
    }

    private static String settings() {
        return Sql.exactTextForTransactions()
                + "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;";
    }

    /** A table's keys and row hashes, streamed in the order of the keys' hashes. */
    private static final class Rows implements AutoCloseable {
        private final PreparedStatement statement;
        private final ResultSet rows;
        /** Null behind the last row. */
        private String key;

        private String pk;
        private String hash;

        Rows(Connection connection, CopyTable table, StoreTable in) throws SQLException {
            Sql.execute(connection, settings());
            statement = connection.prepareStatement("SELECT encode(" + hash(table.key("t") + "::text")
                    + ", 'hex') COLLATE \"C\", " + table.key("t") + "::text, encode(" + hash(table.row("t"))
                    + ", 'hex') FROM " + in.qualified() + " t ORDER BY 1");
            statement.setFetchSize(1000);
            rows = statement.executeQuery();
        }

        void advance() throws SQLException {
            boolean found = rows.next();
            key = found ? rows.getString(1) : null;
            pk = found ? rows.getString(2) : null;
            hash = found ? rows.getString(3) : null;
        }

        @Override
        public void close() throws SQLException {
            statement.close();
        }
    }
}
