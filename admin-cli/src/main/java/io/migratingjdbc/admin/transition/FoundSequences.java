package io.migratingjdbc.admin.transition;

import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sequences of one store as start found them, kept in that store.
 *
 * <p>Invariant: what a sequence was is noted in the transaction that first changes it, and forgotten in the one that
 * changes it back.
 */
final class FoundSequences {
    private final ControlSchema control;

    FoundSequences(ControlSchema control) {
        this.control = control;
    }

    /** @param lastValue where it stood; @param called whether that number was given out */
    private record Found(
            String schema, String name, long min, long max, long start, boolean cycle, long lastValue, boolean called) {
        String qualified() {
            return Sql.quote(schema) + "." + Sql.quote(name);
        }
    }

    /** Before its first change, in the transaction of that. */
    void note(Connection inTransaction, ColumnSequence sequence) throws SQLException {
        String qualified = Sql.quote(sequence.schema()) + "." + Sql.quote(sequence.name());
        String sql = "INSERT INTO " + control.foundSequence()
                + " SELECT ?, ?, ?, s.seqmin, s.seqmax, s.seqstart, s.seqcycle, q.last_value, q.is_called"
                + " FROM pg_catalog.pg_sequence s, " + qualified
                + " q WHERE s.seqrelid = ?::regclass ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            Sql.bind(statement, control.migration(), sequence.schema(), sequence.name(), qualified);
            statement.executeUpdate();
        }
    }

    /**
     * Gives all of them their bounds back and, where nobody has taken a number since, the place where they stood. An upper bound stays
     * where rows are numbered beyond it, made by the other store: the sequence would run into them.
     *
     * @return the bounds that stay, in words
     */
    List<String> restore(Connection inTransaction) throws SQLException {
        List<String> kept = new ArrayList<>();
        if (Sql.exists(inTransaction, control.foundSequence())) {
            for (Found found : all(inTransaction)) {
                restore(inTransaction, found, kept);
            }
            forget(inTransaction);
        }
        return kept;
    }

    private void forget(Connection inTransaction) throws SQLException {
        try (PreparedStatement statement =
                inTransaction.prepareStatement("DELETE FROM " + control.foundSequence() + " WHERE migration = ?")) {
            statement.setString(1, control.migration());
            statement.executeUpdate();
        }
    }

    /** Numbers that were taken stay within the bounds, even if they were not before. */
    private static void restore(Connection inTransaction, Found found, List<String> kept) throws SQLException {
        // Takes the lock that a number is taken under: what is read then stays so.
        Sql.execute(inTransaction, "ALTER SEQUENCE " + found.qualified() + (found.cycle() ? " CYCLE" : " NO CYCLE"));
        String sql =
                "SELECT q.last_value, q.is_called OR q.last_value <> s.seqstart, s.seqmax FROM pg_catalog.pg_sequence s, "
                        + found.qualified() + " q WHERE s.seqrelid = ?::regclass";
        try (PreparedStatement statement = inTransaction.prepareStatement(sql)) {
            statement.setString(1, found.qualified());
            try (ResultSet now = statement.executeQuery()) {
                now.next();
                boolean used = now.getBoolean(2);
                long stands = used ? now.getLong(1) : found.lastValue();
                long max = now.getLong(3);
                Optional<String> beyond = found.max() > max
                        ? new NumbersBeyond(inTransaction, found.qualified()).column(max)
                        : Optional.empty();
                beyond.ifPresent(column -> kept.add("Sequence " + found.qualified() + " keeps MAXVALUE " + max
                        + ", because " + column + " has numbers beyond it, which it would give out again"));
                Sql.execute(
                        inTransaction,
                        "ALTER SEQUENCE " + found.qualified() + " MINVALUE " + Math.min(found.min(), stands)
                                + " MAXVALUE "
                                + (beyond.isPresent() ? max + " NO CYCLE" : Math.max(found.max(), stands))
                                + " START WITH " + found.start()
                                + (used ? "" : " RESTART WITH " + stands));
                if (!used && found.called()) {
                    Sql.execute(
                            inTransaction,
                            "SELECT setval(" + Sql.literal(found.qualified()) + "::regclass, " + stands + ", true)");
                }
            }
        }
    }

    /** Those that are still there. */
    private List<Found> all(Connection connection) throws SQLException {
        String sql =
                "SELECT schema_name, sequence_name, min_value, max_value, start_value, cycle, last_value, is_called"
                        + " FROM " + control.foundSequence() + " WHERE migration = ?"
                        + " AND to_regclass(quote_ident(schema_name) || '.' || quote_ident(sequence_name)) IS NOT NULL"
                        + " ORDER BY schema_name, sequence_name";
        List<Found> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(new Found(
                            row.getString(1),
                            row.getString(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getBoolean(6),
                            row.getLong(7),
                            row.getBoolean(8)));
                }
            }
        }
        return all;
    }
}
