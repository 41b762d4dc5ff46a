package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A query that only one database with all rows can answer: one store runs it, with the other store's rows added to its own wherever a
 * table is mentioned. So grouping, ordering, types and errors are the database's.
 *
 * <p>The far rows are read by one statement, because they must be of one snapshot, as the near ones are.
 */
final class GatheredRead {
    /** A row's text is none of the table's rows, or a column is gone. */
    private static final Set<String> MAY_BE_ALTERED = Set.of("22P02", "42703");

    private final MigrationContext context;
    private final Transaction transaction;

    /**
     * A table as the query names it, which may be another one than the plan's: the session's search path decides.
     *
     * @param name as SQL writes it
     */
    private record Named(String name, TablePlan plan) {}

    /**
     * @param columns of the near store's tables
     * @param rows of the far store, by table, as texts of the near store's rows
     */
    private record Gathered(Role near, Map<Named, List<String>> columns, Map<Named, List<String>> rows) {}

    GatheredRead(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    StatementResult run(Execution execution, Route.Gather gather) throws SQLException {
        Map<Integer, Named> uses = uses(execution, gather);
        try {
            return once(execution, gather, uses);
        } catch (SQLException e) {
            if (!forgetColumns(uses) || transaction.active() || !MAY_BE_ALTERED.contains(e.getSQLState())) {
                throw e;
            }
            return once(execution, gather, uses);
        }
    }

    /** Whether any were known. */
    private boolean forgetColumns(Map<Integer, Named> uses) {
        Set<StoreTable> tables = uses.values().stream()
                .flatMap(table -> Arrays.stream(Role.values()).map(role -> new StoreTable(role, table.name())))
                .collect(Collectors.toSet());
        return context.tableColumns().asMap().keySet().removeAll(tables);
    }

    private StatementResult once(Execution execution, Route.Gather gather, Map<Integer, Named> uses)
            throws SQLException {
        Optional<Gathered> gathered = fetch(execution, uses, gather.near());
        if (gathered.isEmpty() && gather.turnable()) {
            gathered = fetch(execution, uses, gather.near().other());
        }
        Gathered rows = gathered.orElseThrow(() -> tooMany(execution));
        RewrittenSql whole = whole(execution, uses, rows);
        check(execution, whole, rows.near());
        StoreSession near = transaction.join(rows.near());
        return DescribedRows.of(execution, execution.on(near, whole), near);
    }

    private Map<Integer, Named> uses(Execution execution, Route.Gather gather) {
        Map<Integer, Named> uses = new LinkedHashMap<>();
        for (int use : gather.uses()) {
            TableName name = execution.planned().profile().tables().get(use).table();
            String written = name.schema() == null
                    ? context.dialect().quote(name.name())
                    : context.dialect().qualified(name.schema(), name.name());
            uses.put(use, new Named(written, context.plan().table(name).orElseThrow()));
        }
        return uses;
    }

    /** Empty if there are too many. */
    private Optional<Gathered> fetch(Execution execution, Map<Integer, Named> uses, Role near) throws SQLException {
        List<Named> tables = List.copyOf(new LinkedHashSet<>(uses.values()));
        Map<Named, List<String>> columns = columns(execution, tables, near);
        GatherFilter filter = new GatherFilter(execution, context.dialect()::quote);
        List<String> queries = new ArrayList<>();
        List<Argument> arguments = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            Named table = tables.get(i);
            List<Integer> usesOfTable = uses.keySet().stream()
                    .filter(use -> uses.get(use).equals(table))
                    .toList();
            Optional<RewrittenSql> needed =
                    filter.of(context.schemaOf(table.plan().name()), usesOfTable);
            queries.add("SELECT " + context.dialect().floatDigits() + ", " + i + ", "
                    + context.dialect().rowAsText(columns.get(table), "t") + " FROM " + table.name() + " t"
                    + needed.map(rows -> " WHERE " + rows.sql()).orElse(""));
            needed.ifPresent(rows -> arguments.addAll(rows.arguments()));
        }
        String sql = String.join(" UNION ALL ", queries) + " LIMIT " + (context.gatherRows() + 1L);
        List<List<String>> rows = new FarRows(context.dialect(), execution, transaction.join(near.other()))
                .read(new RewrittenSql(sql, arguments));
        if (rows.size() > context.gatherRows()) {
            return Optional.empty();
        }
        Map<Named, List<String>> byTable = new HashMap<>();
        rows.forEach(
                row -> byTable.computeIfAbsent(tables.get(Integer.parseInt(row.get(0))), table -> new ArrayList<>())
                        .add(row.get(1)));
        return Optional.of(new Gathered(near, columns, byTable));
    }

    /**
     * The near store's columns of each table, in their order, by which the text of a row is read there: in the other store they may be in
     * another order. Where a table was altered since, {@link io.migratingjdbc.internal.dialect.Dialect#withRows} fails.
     */
    private Map<Named, List<String>> columns(Execution execution, List<Named> tables, Role near) throws SQLException {
        Map<Named, List<String>> columns = new HashMap<>();
        for (Named table : tables) {
            columns.put(table, context.tableColumns().getIfPresent(new StoreTable(near, table.name())));
        }
        return columns.containsValue(null) ? readColumns(execution, tables, near) : columns;
    }

    private Map<Named, List<String>> readColumns(Execution execution, List<Named> tables, Role near)
            throws SQLException {
        Map<Named, List<String>> columns = new HashMap<>();
        Argument names = new Argument.Supplied(tables.stream().map(Named::name).toArray(String[]::new));
        RewrittenSql query = new RewrittenSql(context.dialect().columnsOfTables(), List.of(names));
        try (PreparedStatement statement = execution.bound(transaction.join(near), query);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                columns.computeIfAbsent(tables.get(result.getInt(1) - 1), table -> new ArrayList<>())
                        .add(result.getString(2));
            }
        }
        columns.forEach((table, found) -> context.tableColumns().put(new StoreTable(near, table.name()), found));
        return columns;
    }

    private RewrittenSql whole(Execution execution, Map<Integer, Named> uses, Gathered gathered) {
        Map<Integer, RewrittenSql> sources = new HashMap<>();
        uses.forEach((use, table) -> {
            String[] rows = gathered.rows().getOrDefault(table, List.of()).toArray(String[]::new);
            sources.put(
                    use,
                    new RewrittenSql(
                            context.dialect()
                                    .withRows(table.name(), table.plan().key()),
                            List.of(
                                    new Argument.Supplied(rows),
                                    new Argument.Supplied(
                                            gathered.columns().get(table).toArray(String[]::new)))));
        });
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
        RewrittenSql unchanged = RewrittenSql.unchanged(execution.planned().profile());
        try (Connection side = context.side(near)) {
            Optional<SQLException> failure = failure(side, whole);
            if (failure.isPresent() && failure(side, unchanged).isEmpty()) {
                throw ErrorCode.REFUSED.exception(
                        "The query cannot be answered with the rows of both stores: "
                                + failure.get().getMessage() + ". Statement: " + original,
                        failure.get());
            }
        }
        context.gatherable().put(original, true);
    }

    /** Values are given because preferQueryMode=simple would leave blanks in their places. */
    private static Optional<SQLException> failure(Connection connection, RewrittenSql query) {
        try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
            for (int i = 1; i <= query.arguments().size(); i++) {
                statement.setNull(i, Types.NULL);
            }
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
