package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.merge.Collation;
import io.migratingjdbc.internal.merge.KeyColumns;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.Combination;
import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import io.migratingjdbc.internal.sql.QueryShape.Rows;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.StatementProfile;
import io.migratingjdbc.internal.sql.TableUse;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A query whose answer one store computes from both stores' parts: groups and aggregates, distinct rows, and rows in an order that only
 * a store knows. The far part is read first; the near store then reads its own and computes the answer in one statement.
 */
final class CombinedRead {
    private final MigrationContext context;
    private final Transaction transaction;

    CombinedRead(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    /** Empty if the answer would not be exact, so that all rows have to be brought together. */
    Optional<StatementResult> groups(Execution execution, Combination combination, Role near) throws SQLException {
        if (meansColumns(execution.planned(), combination)) {
            return Optional.empty();
        }
        PartColumns columns = columns(execution, combination.part(), near);
        boolean exact = combination.numeric().stream()
                .allMatch(column -> columns.types().get(column - 1).equals("numeric"));
        if (!exact || losesCollation(columns) || isRow(columns)) {
            return Optional.empty();
        }
        RewrittenSql source = source(execution, combination.part(), columns, near);
        List<String> types = types(columns);
        RewrittenSql answer = context.rewriter().ofParts(combination, source, types, quoted(columns.labels()));
        return Optional.of(answered(execution, answer, near));
    }

    /**
     * Empty if the answer would not be exact.
     *
     * @param limit how many rows of each part suffice if both stores have the same order; null for all
     */
    Optional<StatementResult> rows(Execution execution, Rows rows, Long limit, Role near) throws SQLException {
        StatementProfile profile = execution.planned().profile();
        if (profile.query().locking()) {
            return Optional.empty();
        }
        PerRole<Collation> collations = context.collations();
        boolean alike =
                collations.initial().standard().equals(collations.target().standard());
        RewrittenSql part = context.rewriter().withKeysAndLimit(profile, alike ? limit : null);
        PartColumns columns = columns(execution, part, near);
        if (!columns.alike()) {
            return Optional.empty();
        }
        List<String> labels = columns.labels().subList(0, columns.types().size() - rows.keys());
        if (losesCollation(columns) || isRow(columns) || !areUnique(rows, labels)) {
            return Optional.empty();
        }
        RewrittenSql source = source(execution, part, columns, near);
        RewrittenSql answer =
                context.rewriter().ofParts(profile, source, columns.types().size(), quoted(labels));
        return Optional.of(answered(execution, answer, near));
    }

    /**
     * Whether a value is a whole row. One of no named type can be written as text, but not read again; a table's columns may be in another
     * order in the other store.
     */
    private boolean isRow(PartColumns columns) {
        Set<String> rows = new HashSet<>(Set.of("record", "_record"));
        context.plan().tables().forEach(table -> {
            rows.add(table.name().name());
            rows.add("_" + table.name().name());
        });
        return columns.types().stream()
                .map(type -> type.substring(type.lastIndexOf('.') + 1).replace("\"", ""))
                .anyMatch(rows::contains);
    }

    /** Whether each label that the rows are ordered by is that of one column. */
    private static boolean areUnique(Rows rows, List<String> labels) {
        return rows.orderBy().stream()
                .map(OrderItem::label)
                .filter(Objects::nonNull)
                .allMatch(label -> Collections.frequency(labels, label) == 1);
    }

    /** Whether GROUP BY may mean a column of a table where the select list has an alias of that name. */
    private boolean meansColumns(PlannedStatement planned, Combination combination) throws SQLException {
        if (combination.notColumns().isEmpty()) {
            return false;
        }
        for (TableUse use : planned.profile().tables()) {
            var plan = context.plan().table(use.table());
            if (plan.isEmpty()) {
                return true;
            }
            TableSchema schema = context.schemaOf(plan.get().name());
            if (combination.notColumns().stream()
                    .anyMatch(name -> schema.column(name).isPresent())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Described by the near store, and for {@code *} by the other one, too; once for each text whose columns no parameter gives their
     * types. An error of the application's own shows here.
     */
    private PartColumns columns(Execution execution, RewrittenSql part, Role near) throws SQLException {
        StatementProfile profile = execution.planned().profile();
        PartColumns known = context.partColumns().getIfPresent(profile.sql());
        if (known != null) {
            return known;
        }
        PartColumns columns = described(execution, part, near);
        if (!profile.query().typedByParameters()) {
            context.partColumns().put(profile.sql(), columns);
        }
        return columns;
    }

    private PartColumns described(Execution execution, RewrittenSql text, Role near) throws SQLException {
        StatementProfile profile = execution.planned().profile();
        StoreSession session = transaction.join(near);
        try (PreparedStatement whole = execution.bound(session, RewrittenSql.unchanged(profile));
                PreparedStatement parts = execution.bound(session, text)) {
            ResultSetMetaData part = parts.getMetaData();
            PartColumns columns = PartColumns.of(whole.getMetaData(), part, key(execution, part));
            return profile.sql().contains("*") ? columns.comparedWith(labels(execution, text, near.other())) : columns;
        }
    }

    private static KeyColumns key(Execution execution, ResultSetMetaData part) throws SQLException {
        Optional<TablePlan> keyed = execution.planned().onlyKeyedTable();
        return keyed.isEmpty()
                ? KeyColumns.NONE
                : KeyColumns.of(part, keyed.get().name(), keyed.get().key());
    }

    private List<String> labels(Execution execution, RewrittenSql part, Role store) throws SQLException {
        try (PreparedStatement statement = execution.bound(transaction.join(store), part)) {
            return PartColumns.labels(statement.getMetaData());
        }
    }

    /** A value that is brought over has its database's collation, not its column's. */
    private boolean losesCollation(PartColumns columns) throws SQLException {
        PerRole<Collation> collations = context.collations();
        return (collations.initial().columnsOwn() || collations.target().columnsOwn())
                && columns.types().stream().anyMatch(context.dialect()::mayBeCollated);
    }

    /** The near part and the far part's rows. */
    private RewrittenSql source(Execution execution, RewrittenSql part, PartColumns columns, Role near)
            throws SQLException {
        List<List<String>> far = far(execution, part, columns.types().size(), near.other());
        List<Argument> arguments = new ArrayList<>(part.arguments());
        far.forEach(column -> arguments.add(new Argument.Supplied(column.toArray(String[]::new))));
        return new RewrittenSql(together(part.sql(), context.dialect().ofTexts(types(columns)), columns), arguments);
    }

    /** An entity that ended in the far store and was launched in the near one between the two reads is in both: the accepting store's row stays. */
    private static String together(String near, String far, PartColumns columns) {
        if (columns.key().isEmpty()) {
            return "(" + near + ") UNION ALL " + far;
        }
        String names = IntStream.rangeClosed(1, columns.types().size())
                .mapToObj(number -> "m" + number)
                .collect(Collectors.joining(", "));
        String same = columns.key().stream()
                .map(number -> "n.m" + number + " = f.m" + number)
                .collect(Collectors.joining(" AND "));
        return "WITH near (" + names + ") AS (" + near + ") SELECT * FROM near UNION ALL SELECT * FROM (" + far
                + ") AS f (" + names + ") WHERE NOT EXISTS (SELECT FROM near n WHERE " + same + ")";
    }

    /** By columns. */
    private List<List<String>> far(Execution execution, RewrittenSql part, int columns, Role role) throws SQLException {
        long most = context.gatherRows();
        String sql = context.dialect().asTexts(part.sql(), columns, most + 1);
        List<List<String>> rows = new FarRows(context.dialect(), execution, transaction.join(role))
                .read(new RewrittenSql(sql, part.arguments()));
        if (rows.size() > most) {
            throw ErrorCode.REFUSED.exception("The answer has to be computed by one store, and would bring more than"
                    + " migrating.gather-rows=" + most + " rows there from the other: ask for less (by a condition or"
                    + " LIMIT), or raise the setting. Statement: "
                    + execution.planned().profile().sql());
        }
        return IntStream.range(0, columns)
                .mapToObj(column -> rows.stream().map(row -> row.get(column)).toList())
                .toList();
    }

    private List<String> types(PartColumns columns) {
        return columns.types().stream().map(context.dialect()::typeName).toList();
    }

    private List<String> quoted(List<String> labels) {
        return labels.stream().map(context.dialect()::quote).toList();
    }

    private StatementResult answered(Execution execution, RewrittenSql answer, Role near) throws SQLException {
        StoreSession session = transaction.join(near);
        return DescribedRows.of(execution, execution.on(session, answer), session);
    }
}
