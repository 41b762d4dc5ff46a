package io.migratingjdbc.internal.census;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.route.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The census of one plan, in the metadata store. A changed plan has a census of its own, because its verdicts are others. Connections
 * have autocommit on.
 */
public final class CensusTable {
    private static final int LONGEST_REASON = 1_000;

    /**
     * One host at a time, so that together they keep the bound. For the sake of statistics no commit waits for the disk, and nobody
     * waits long for a lock.
     */
    private static final String TURN = "SELECT set_config('lock_timeout', '1s', true),"
            + " set_config('synchronous_commit', 'off', true),"
            + " pg_advisory_xact_lock(hashtext('migrating_census'), hashtext(?))";

    /** In the order of the shapes, as everybody locks them. */
    private static final String ADD = """
            WITH known AS (SELECT shape FROM %1$s WHERE migration = ? AND plan_hash = ?),
            given AS (
                SELECT g.*, k.shape IS NULL AS new, row_number() OVER (PARTITION BY k.shape IS NULL ORDER BY g.shape) AS place
                FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
                    AS g (shape, statement, reason, pass, one_store, launch, both_stores, refused)
                LEFT JOIN known k ON k.shape = g.shape),
            placed AS (
                SELECT *, new AND shape <> ? AND place + (SELECT count(*) FROM known) > ? AS over FROM given)
            INSERT INTO %1$s AS c
                (migration, plan_hash, shape, statement, reason, pass, one_store, launch, both_stores, refused)
            SELECT ?, ?, CASE WHEN over THEN ? ELSE shape END AS place_of, min(CASE WHEN over THEN ? ELSE statement END),
                max(reason), sum(pass), sum(one_store), sum(launch), sum(both_stores), sum(refused)
            FROM placed GROUP BY place_of ORDER BY place_of
            ON CONFLICT (migration, plan_hash, shape) DO UPDATE SET
                pass = c.pass + excluded.pass, one_store = c.one_store + excluded.one_store,
                launch = c.launch + excluded.launch, both_stores = c.both_stores + excluded.both_stores,
                refused = c.refused + excluded.refused, reason = coalesce(excluded.reason, c.reason),
                last_seen = excluded.last_seen
            """;

    private final String table;
    private final String migration;
    private final String planHash;

    public CensusTable(Dialect dialect, String schema, Plan plan) {
        this.table = dialect.qualified(schema, "migrating_census");
        this.migration = plan.name();
        this.planHash = plan.hash();
    }

    /** Adds the counts of all sightings, in one round trip and one transaction. */
    void add(Connection connection, List<Sighting> sightings) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TURN + "; " + ADD.formatted(table))) {
            int next = 1;
            statement.setString(next++, migration);
            statement.setString(next++, migration);
            statement.setString(next++, planHash);
            next = texts(
                    statement, next, sightings, sighting -> sighting.shape().hash());
            next = texts(
                    statement,
                    next,
                    sightings,
                    sighting -> storable(sighting.shape().text()));
            next = texts(statement, next, sightings, sighting -> reason(sighting.reason()));
            for (Verdict verdict : Verdict.values()) {
                Long[] counts = sightings.stream()
                        .map(sighting -> sighting.count(verdict))
                        .toArray(Long[]::new);
                statement.setArray(next++, connection.createArrayOf("int8", counts));
            }
            statement.setString(next++, Census.OTHERS.hash());
            statement.setInt(next++, Census.MOST_SHAPES);
            statement.setString(next++, migration);
            statement.setString(next++, planHash);
            statement.setString(next++, Census.OTHERS.hash());
            statement.setString(next, Census.OTHERS.text());
            statement.execute();
        }
    }

    private static int texts(
            PreparedStatement statement, int index, List<Sighting> sightings, Function<Sighting, String> text)
            throws SQLException {
        String[] texts = sightings.stream().map(text).toArray(String[]::new);
        statement.setArray(index, statement.getConnection().createArrayOf("text", texts));
        return index + 1;
    }

    private static String reason(String reason) {
        return reason == null
                ? null
                : storable(reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
    }

    /** The server takes no NUL. */
    private static String storable(String text) {
        return text.replace('\0', ' ');
    }

    /** The most frequent first. */
    public List<CensusEntry> list(Connection connection) throws SQLException {
        String sql = "SELECT * FROM " + table + " WHERE migration = ? AND plan_hash = ?"
                + " ORDER BY pass + one_store + launch + both_stores + refused DESC, shape";
        List<CensusEntry> entries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, migration);
            statement.setString(2, planHash);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
        }
        return entries;
    }

    private static CensusEntry entry(ResultSet row) throws SQLException {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, row.getLong(verdict.name().toLowerCase(Locale.ROOT)));
        }
        return CensusEntry.of(
                row.getString("shape"),
                counts,
                row.getString("reason"),
                row.getString("statement"),
                instant(row, "first_seen"),
                instant(row, "last_seen"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /**
     * Forgets these shapes, whatever the plan under which they were seen, and all of former plans.
     *
     * @return how many there were
     */
    public int clear(Connection connection, Collection<String> shapes) throws SQLException {
        String sql = "DELETE FROM " + table + " WHERE migration = ? AND (plan_hash <> ? OR shape = ANY (?))";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, migration);
            statement.setString(2, planHash);
            statement.setArray(3, connection.createArrayOf("text", shapes.toArray(String[]::new)));
            return statement.executeUpdate();
        }
    }
}
