package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.sql.NestedQuery;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An UPDATE or DELETE whose query finds rows over both stores, as the poll of a work queue does: the query runs first, with its locks,
 * and then the write with what it found in the query's place.
 *
 * <p>One database does the same under READ COMMITTED: a row that was changed after the query found it is written all the same, unless
 * the write's other conditions keep it out, and a row that is gone is not.
 */
final class FoundFirst {
    /** PostgreSQL takes at most 65535 parameters in one statement. */
    private static final int MOST_VALUES = 30_000;

    private final MigrationContext context;

    /** Carries out a statement as if the application had sent it. */
    @FunctionalInterface
    interface Runner {
        StatementResult run(Execution execution) throws SQLException;
    }

    FoundFirst(MigrationContext context) {
        this.context = context;
    }

    /** Found rows, with the columns' names and types. */
    private record Found(List<String> names, List<String> types, List<List<Object>> rows) {}

    /** @param execution as it was asked for, since what it is made of is routed by itself */
    StatementResult run(Execution execution, NestedQuery query, Runner runner) throws SQLException {
        if (execution.statement().getMaxRows() > 0) {
            throw ErrorCode.REFUSED.exception("setMaxRows for an UPDATE or DELETE with a query over both stores");
        }
        Found found = find(execution, query, runner);
        if (query.single() && found.rows().size() > 1) {
            throw new SQLException("more than one row returned by a subquery used as an expression", "21000");
        }
        RewrittenSql write = context.rewriter()
                .withFound(execution.planned().profile(), query, found.names(), found.types(), found.rows());
        return runner.run(new RewrittenExecution(execution, write, context.statement(write.sql()), false));
    }

    private Found find(Execution execution, NestedQuery query, Runner runner) throws SQLException {
        var planned = context.statement(query.sql());
        List<Argument> arguments = IntStream.rangeClosed(1, planned.profile().parameters())
                .<Argument>mapToObj(index -> new Argument.Original(query.parametersBefore() + index))
                .toList();
        Execution finder = new RewrittenExecution(execution, new RewrittenSql(query.sql(), arguments), planned, true);
        StatementResult result = runner.run(finder);
        try (ResultSet rows = result.rows()) {
            return read(rows);
        } finally {
            result.close();
        }
    }

    private static Found read(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String> names = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            names.add(columns.getColumnLabel(column));
            types.add(columns.getColumnTypeName(column));
        }
        List<List<Object>> found = new ArrayList<>();
        while (rows.next()) {
            List<Object> row = new ArrayList<>();
            for (int column = 1; column <= names.size(); column++) {
                row.add(rows.getObject(column));
            }
            found.add(row);
            if (found.size() * names.size() > MOST_VALUES) {
                throw ErrorCode.REFUSED.exception("The query inside an UPDATE or DELETE finds more than "
                        + MOST_VALUES / names.size() + " rows over both stores; give it a LIMIT");
            }
        }
        return new Found(names, types, found);
    }
}
