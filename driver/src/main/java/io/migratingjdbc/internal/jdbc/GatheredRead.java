package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A query that only one database with all rows can answer: one store runs it, with the other store's rows added to its own wherever a
 * table is mentioned. So grouping, ordering, types and errors are the database's.
 *
 * <p>The far rows are read by one statement, because they must be of one snapshot, as the near ones are.
 */
final class GatheredRead {
    private final MigrationContext context;
    private final Transaction transaction;

    /** @param byUse the far rows of each table use, as texts */
    private record Gathered(Role near, Map<Integer, List<String>> byUse) {}

    GatheredRead(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    StatementResult run(Execution execution, Route.Gather gather) throws SQLException {
        List<TablePlan> tables = tables(execution, gather);
        Optional<Gathered> gathered = fetch(execution, gather, tables, gather.near());
        if (gathered.isEmpty() && gather.turnable()) {
            gathered = fetch(execution, gather, tables, gather.near().other());
        }
        Gathered rows = gathered.orElseThrow(() -> tooMany(execution));
        RewrittenSql whole = whole(execution, gather, tables, rows);
        check(execution, whole, rows.near());
        StoreSession near = transaction.join(rows.near());
        return DescribedRows.of(execution, execution.on(near, whole), near);
    }

    /** The table of each use. */
    private List<TablePlan> tables(Execution execution, Route.Gather gather) throws SQLException {
        List<TablePlan> tables = new ArrayList<>();
        for (int use : gather.uses()) {
            tables.add(context.plan()
                    .table(execution.planned().profile().tables().get(use).table())
                    .orElseThrow());
        }
        return tables;
    }

    /** Empty if there are too many. */
    private Optional<Gathered> fetch(Execution execution, Route.Gather gather, List<TablePlan> tables, Role near)
            throws SQLException {
        List<TablePlan> distinct = List.copyOf(new LinkedHashSet<>(tables));
        GatherFilter filter = new GatherFilter(execution, context.dialect()::quote);
        List<String> queries = new ArrayList<>();
        List<Argument> arguments = new ArrayList<>();
        for (TablePlan table : distinct) {
            TableSchema schema = context.schemaOf(table.name());
            Optional<RewrittenSql> needed = filter.of(schema, usesOf(table, tables, gather));
            queries.add("SELECT " + queries.size() + ", " + context.dialect().rowAsText(schema, "t") + " FROM "
                    + context.dialect().qualified(schema.schema(), schema.name().name()) + " t"
                    + needed.map(rows -> " WHERE " + rows.sql()).orElse(""));
            needed.ifPresent(rows -> arguments.addAll(rows.arguments()));
        }
        String sql = String.join(" UNION ALL ", queries) + " LIMIT " + (context.gatherRows() + 1L);
        Map<TablePlan, List<String>> rows = new HashMap<>();
        int count = 0;
        StoreSession far = transaction.join(near.other());
        try (PreparedStatement statement = execution.bound(far, new RewrittenSql(sql, arguments));
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.computeIfAbsent(distinct.get(result.getInt(1)), table -> new ArrayList<>())
                        .add(result.getString(2));
                count++;
            }
        }
        if (count > context.gatherRows()) {
            return Optional.empty();
        }
        Map<Integer, List<String>> byUse = new HashMap<>();
        for (int i = 0; i < tables.size(); i++) {
            byUse.put(gather.uses().get(i), rows.getOrDefault(tables.get(i), List.of()));
        }
        return Optional.of(new Gathered(near, byUse));
    }

    private static List<Integer> usesOf(TablePlan table, List<TablePlan> tables, Route.Gather gather) {
        List<Integer> uses = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            if (tables.get(i).equals(table)) {
                uses.add(gather.uses().get(i));
            }
        }
        return uses;
    }

    private RewrittenSql whole(Execution execution, Route.Gather gather, List<TablePlan> tables, Gathered gathered)
            throws SQLException {
        Map<Integer, RewrittenSql> sources = new HashMap<>();
        for (int i = 0; i < tables.size(); i++) {
            int use = gather.uses().get(i);
            TableSchema schema = context.schemaOf(tables.get(i).name());
            String[] rows = gathered.byUse().get(use).toArray(String[]::new);
            sources.put(
                    use,
                    new RewrittenSql(
                            context.dialect().withRows(schema, tables.get(i).key()),
                            List.of(new Argument.Supplied(rows))));
        }
        return context.rewriter().withSources(execution.planned().profile(), sources);
    }

    /**
     * A text may ask of a table what a nested query cannot give (a GROUP BY that relies on the primary key). That is found out on a
     * connection of the driver's own, because in the application's it would end the transaction.
     */
    private void check(Execution execution, RewrittenSql whole, Role near) throws SQLException {
        String original = execution.planned().profile().sql();
        if (context.gatherable().getIfPresent(original) != null) {
            return;
        }
        try (Connection side = context.side(near)) {
            Optional<SQLException> failure = failure(side, whole.sql());
            if (failure.isPresent() && failure(side, original).isEmpty()) {
                throw ErrorCode.REFUSED.exception(
                        "The query cannot be answered with the rows of both stores: "
                                + failure.get().getMessage() + ". Statement: " + original,
                        failure.get());
            }
        }
        context.gatherable().put(original, true);
    }

    private static Optional<SQLException> failure(Connection connection, String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.getMetaData();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    private SQLException tooMany(Execution execution) {
        return ErrorCode.REFUSED.exception("The query cannot be answered store by store, and would have to bring more"
                + " than migrating.gather-rows=" + context.gatherRows() + " rows from one store to the other: address"
                + " the entities by their instance ids, or raise the setting. Statement: "
                + execution.planned().profile().sql());
    }
}
