package io.migratingjdbc.admin.verify;

import io.migratingjdbc.admin.chunk.StorePair;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Looks again at rows that differed. The backlogs are read before the rows: an entry that is gone by then is in both stores, and one that is
 * there says that its row is on its way.
 */
final class SecondLook {
    private final ControlSchema control;
    private final CopyTable table;

    SecondLook(ControlSchema control, CopyTable table) {
        this.control = control;
        this.table = table;
    }

    List<Candidate> stillDiffering(StorePair stores, List<Candidate> candidates) throws SQLException {
        if (candidates.isEmpty()) {
            return candidates;
        }
        List<String> pks = candidates.stream().map(Candidate::pk).toList();
        Set<String> onTheirWay = new HashSet<>(waiting(stores.source(), pks));
        onTheirWay.addAll(waiting(stores.target(), pks));
        Map<String, String> here = rows(stores.source(), table.source(), pks);
        Map<String, String> there = rows(stores.target(), table.target(), pks);
        return candidates.stream()
                .filter(candidate -> !onTheirWay.contains(candidate.pk()))
                .filter(candidate -> !Objects.equals(here.get(candidate.pk()), there.get(candidate.pk())))
                .toList();
    }

    private Set<String> waiting(Connection connection, List<String> pks) throws SQLException {
        String sql = "SELECT DISTINCT b.pk::text FROM " + control.backlog()
                + " b WHERE b.migration = ? AND b.table_name = ? AND b.pk = ANY (CAST(? AS jsonb[]))";
        Set<String> waiting = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, control.migration());
            statement.setString(2, table.name().toString());
            statement.setArray(3, Sql.texts(connection, pks));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    waiting.add(rows.getString(1));
                }
            }
        }
        return waiting;
    }

    /** A digest of each row: rows may be wide. */
    private Map<String, String> rows(Connection connection, StoreTable in, List<String> pks) throws SQLException {
        String sql =
                "SELECT k.pk::text, pg_catalog.md5(" + table.row("t") + ") FROM unnest(CAST(? AS jsonb[])) k (pk) JOIN "
                        + in.qualified() + " t ON " + table.keyIs(in, "t", "k.pk");
        return Sql.inTransaction(connection, () -> {
            Sql.execute(connection, Sql.exactTextForTransactions());
            Map<String, String> found = new HashMap<>();
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setArray(1, Sql.texts(connection, pks));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.put(rows.getString(1), rows.getString(2));
                    }
                }
            }
            return found;
        });
    }
}
