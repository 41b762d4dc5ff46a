package io.migratingjdbc.internal.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that routing needs to know of one statement text. Does not depend on a plan or a phase, so that it can be
 * cached by text.
 *
 * @param tables every mention of a table, CTE names excluded; the target of an INSERT, UPDATE or DELETE is the first.
 *     For {@link StatementKind#OTHER_WRITE} every name that might be a table's. For all kinds but these and SELECT
 *     empty: use {@link #identifiers()}
 * @param identifiers every identifier-like word of the text, folded as the database folds it: an upper bound of what
 *     it may touch; for CALL and UNKNOWN including the words inside strings
 * @param functions the names of all functions that are called, lower case, without their schema; {@code migrating_id}
 *     only where it is not a {@link ValueExpression.MintedId} of VALUES or SET
 * @param conditions see {@link Condition}
 * @param insert null unless an INSERT
 * @param assignments the SET of an UPDATE, or of an INSERT's ON CONFLICT DO UPDATE, column to value; empty otherwise
 * @param query the outermost query of a SELECT; null otherwise
 * @param returning whether a write returns rows (RETURNING)
 * @param pinning null if every entity table's rows are found by the conditions of their own scopes (so that pinning
 *     each table use to a store by its conditions makes the whole statement exact there); else the reason why pinning
 *     must not be trusted, for instance a recursive CTE
 * @param transactionCommand null unless {@link StatementKind#TRANSACTION}, or UNKNOWN with transaction control among several
 *     statements
 * @param savepoint the savepoint's name for the savepoint commands, else null
 * @param parameters the number of {@code ?}
 * @param unknownReason why the text could not be analysed; null unless UNKNOWN
 */
public record StatementProfile(
        String sql,
        StatementKind kind,
        List<TableUse> tables,
        Set<String> identifiers,
        Set<String> functions,
        List<Condition> conditions,
        InsertShape insert,
        Map<String, ValueExpression> assignments,
        QueryShape query,
        boolean returning,
        String pinning,
        TransactionCommand transactionCommand,
        String savepoint,
        int parameters,
        String unknownReason) {

    public StatementProfile {
        tables = List.copyOf(tables);
        identifiers = Set.copyOf(identifiers);
        functions = Set.copyOf(functions);
        conditions = List.copyOf(conditions);
        assignments = Map.copyOf(assignments);
    }

    /** The table that an INSERT, UPDATE or DELETE changes. */
    public Optional<TableUse> target() {
        return switch (kind) {
            case INSERT, UPDATE, DELETE -> Optional.of(tables.get(0));
            default -> Optional.empty();
        };
    }
}
