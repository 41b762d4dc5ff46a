package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.jdbc.Identity.Reaction;
import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.launch.KeyCheck;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Looks for the keys of an INSERT in the other store (protocol section 4 step 2), and makes a conflict of what is found (section 5).
 */
final class OtherStoreKeys {
    private final MigrationContext context;
    private final Transaction transaction;

    OtherStoreKeys(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    /** @param handled the rows that are not inserted, so that they cannot violate anything */
    void refuseHits(
            Execution execution,
            Insert insert,
            StoreSession session,
            List<Identity> identities,
            List<SortedSet<Integer>> hits,
            Set<Integer> handled)
            throws SQLException {
        for (int i = 0; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            SortedSet<Integer> violations = new TreeSet<>(hits.get(i));
            violations.removeAll(handled);
            if (!violations.isEmpty() && identity.reaction() == Reaction.FAIL) {
                refuse(
                        execution,
                        insert,
                        session,
                        identity.key(),
                        identity.rows().get(violations.first()));
            }
        }
    }

    private void refuse(
            Execution execution,
            Insert insert,
            StoreSession session,
            TableSchema.UniqueKey unique,
            List<ValueExpression> key)
            throws SQLException {
        transaction.refuseKeyOfChanged(insert.store().other(), insert.store());
        List<String> values = key.stream()
                .map(value -> execution.of(value).map(Object::toString).orElse(null))
                .toList();
        throw context.dialect().duplicateKey(session.connection(), insert.schema(), unique, values);
    }

    /** Nobody else can see what this transaction has deleted there: such a row holds the key no more, and is not to be skipped. */
    void refuseRowsThatMayBeDeleted(
            Execution execution, Insert insert, List<Identity> identities, SortedSet<Integer> held)
            throws SQLException {
        Optional<StoreSession> other =
                transaction.joined(insert.store().other()).filter(StoreSession::changed);
        if (other.isPresent()) {
            SortedSet<Integer> seen = new TreeSet<>();
            KeyCheck.hitsOfEach(other.get().connection(), wanted(execution, insert, identities))
                    .forEach(seen::addAll);
            if (!seen.containsAll(held)) {
                transaction.refuseKeyOfChanged(insert.store().other(), insert.store());
            }
        }
    }

    List<SortedSet<Integer>> hits(Execution execution, Insert insert, List<Identity> identities) throws SQLException {
        return hits(insert, wanted(execution, insert, identities));
    }

    private List<KeyCheck.Wanted> wanted(Execution execution, Insert insert, List<Identity> identities) {
        return identities.stream()
                .map(identity -> wanted(insert, identity.key(), cells(execution, identity.rows())))
                .toList();
    }

    private KeyCheck.Wanted wanted(Insert insert, TableSchema.UniqueKey key, List<List<Cell>> cells) {
        return new KeyCheck.Wanted(
                context.keyCheck(insert.view(), insert.store().other(), insert.table(), insert.schema(), key.columns()),
                cells);
    }

    /** On a connection of the driver's own: never in the application's snapshot. */
    private List<SortedSet<Integer>> hits(Insert insert, List<KeyCheck.Wanted> wanted) throws SQLException {
        try (Connection other = context.side(insert.store().other())) {
            return KeyCheck.hitsOfEach(other, wanted);
        }
    }

    static List<List<Cell>> cells(Execution execution, List<List<ValueExpression>> keys) {
        return keys.stream()
                .map(key -> key.stream().map(execution::cell).toList())
                .toList();
    }

    void refuseHitOfBatch(
            List<Execution> executions, Insert insert, StoreSession session, List<List<Identity>> identities)
            throws SQLException {
        List<KeyCheck.Wanted> wanted = new ArrayList<>();
        for (int key = 0; key < identities.get(0).size(); key++) {
            List<List<Cell>> cells = new ArrayList<>();
            for (int i = 0; i < executions.size(); i++) {
                cells.addAll(cells(executions.get(i), identities.get(i).get(key).rows()));
            }
            wanted.add(wanted(insert, identities.get(0).get(key).key(), cells));
        }
        List<SortedSet<Integer>> hits = hits(insert, wanted);
        for (int key = 0; key < hits.size(); key++) {
            if (!hits.get(key).isEmpty()) {
                int first = hits.get(key).first();
                Identity identity = identities.get(first).get(key);
                refuse(
                        executions.get(first),
                        insert,
                        session,
                        identity.key(),
                        identity.rows().get(0));
            }
        }
    }

    void refuseReturnedHits(
            Insert insert, StoreSession session, List<TableSchema.UniqueKey> keys, List<List<String>> rows)
            throws SQLException {
        List<List<List<String>>> values = new ArrayList<>(); // key by key, row by row
        int from = 0;
        for (TableSchema.UniqueKey key : keys) {
            int first = from;
            int end = first + key.columns().size();
            values.add(rows.stream().map(row -> row.subList(first, end)).toList());
            from = end;
        }
        List<SortedSet<Integer>> hits;
        try {
            hits = hits(
                    insert,
                    IntStream.range(0, keys.size())
                            .mapToObj(i -> wanted(insert, keys.get(i), constants(values.get(i))))
                            .toList());
        } catch (SQLException | RuntimeException e) {
            transaction.abort();
            throw e;
        }
        for (int i = 0; i < keys.size(); i++) {
            if (!hits.get(i).isEmpty()) {
                transaction.refuseKeyOfChanged(insert.store().other(), insert.store());
                SQLException duplicate = context.dialect()
                        .duplicateKey(
                                session.connection(),
                                insert.schema(),
                                keys.get(i),
                                values.get(i).get(hits.get(i).first()));
                transaction.abort(); // with the store's driver's autosave, the rows were still there
                throw duplicate;
            }
        }
    }

    private static List<List<Cell>> constants(List<List<String>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(Cell::constant).toList())
                .toList();
    }
}
