package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A statement whose text comes with each execution. */
final class MigratingStatement extends AbstractStatement {
    private final Map<Role, Statement> statements = new ConcurrentHashMap<>();
    private final List<String> batch = new ArrayList<>();

    MigratingStatement(MigratingConnection connection, StatementOptions options) {
        super(connection, options);
    }

    @Override
    List<Statement> opened() {
        return List.copyOf(statements.values());
    }

    /** The statement of a result set that the store's driver made by itself; closed with that. */
    static MigratingStatement showing(MigratingConnection connection, Statement theirs, ResultSet rows) {
        MigratingStatement statement = new MigratingStatement(connection, StatementOptions.DEFAULT);
        statement.adopt(theirs, rows);
        return statement;
    }

    @Override
    Statement on(StoreSession session) throws SQLException {
        Statement statement = statements.get(session.role());
        if (!session.made(statement)) {
            statement = withSettings(options().create(session.connection()));
            statements.put(session.role(), statement);
        }
        return statement;
    }

    /** One execution of a text without parameters of the application's. */
    private final class Once implements Execution {
        private final String sql;
        private final ExecuteMethod method;
        private final GeneratedKeys keys;
        private final PlannedStatement planned;

        Once(String sql, ExecuteMethod method, GeneratedKeys keys) {
            this.sql = sql;
            this.method = method;
            this.keys = keys;
            this.planned = connection().context().statement(sql);
        }

        @Override
        public PlannedStatement planned() {
            return planned;
        }

        @Override
        public Statement statement() {
            return MigratingStatement.this;
        }

        @Override
        public Object parameter(int index) {
            return null; // the server refuses a text with parameters that nobody binds
        }

        @Override
        public boolean isNull(int index) {
            return false;
        }

        @Override
        public StoreResult on(StoreSession session) throws SQLException {
            Statement statement = MigratingStatement.this.on(session);
            return whole(statement, () -> method.on(statement, sql, keys));
        }

        @Override
        public StoreResult on(StoreSession session, RewrittenSql rewritten) throws SQLException {
            PreparedStatement statement = prepare(session, rewritten, keys);
            return whole(statement, () -> method.on(statement));
        }

        @Override
        public ReturnedRows returning(StoreSession session, RewrittenSql rewritten) throws SQLException {
            return ReturnedRows.of(prepare(session, rewritten, GeneratedKeys.NOT_ASKED), keys);
        }

        @Override
        public StatementResult nothing(StoreSession session) throws SQLException {
            return NoRows.of(session, planned, sql, keys, MigratingStatement.this);
        }

        @Override
        public PreparedStatement bound(StoreSession session, RewrittenSql rewritten, int resultSetType)
                throws SQLException {
            return supply(prepareOwn(session, rewritten.sql(), resultSetType), rewritten);
        }

        private PreparedStatement prepare(StoreSession session, RewrittenSql rewritten, GeneratedKeys keys)
                throws SQLException {
            return supply(prepareRewritten(session, rewritten.sql(), keys), rewritten);
        }

        private static PreparedStatement supply(PreparedStatement statement, RewrittenSql rewritten)
                throws SQLException {
            int position = 1;
            for (RewrittenSql.Argument argument : rewritten.arguments()) {
                if (argument instanceof RewrittenSql.Argument.Supplied supplied) {
                    statement.setObject(position, supplied.value());
                }
                position++;
            }
            return statement;
        }

        @Override
        public Cell cell(ValueExpression expression) {
            return Cell.constant(of(expression).orElse(null));
        }
    }

    private StatementResult run(String sql, ExecuteMethod method, GeneratedKeys keys) throws SQLException {
        checkOpen();
        return run(new Once(sql, method, keys));
    }

    @Override
    public ResultSet executeQuery(String sql) throws SQLException {
        run(sql, ExecuteMethod.QUERY, GeneratedKeys.NOT_ASKED);
        return getResultSet();
    }

    @Override
    public boolean execute(String sql) throws SQLException {
        return run(sql, ExecuteMethod.EXECUTE, GeneratedKeys.NOT_ASKED).rows() != null;
    }

    @Override
    public boolean execute(String sql, int autoGeneratedKeys) throws SQLException {
        return run(sql, ExecuteMethod.EXECUTE, new GeneratedKeys.ByFlag(autoGeneratedKeys))
                        .rows()
                != null;
    }

    @Override
    public boolean execute(String sql, int[] columns) throws SQLException {
        return run(sql, ExecuteMethod.EXECUTE, new GeneratedKeys.ByIndex(columns))
                        .rows()
                != null;
    }

    @Override
    public boolean execute(String sql, String[] columns) throws SQLException {
        return run(sql, ExecuteMethod.EXECUTE, new GeneratedKeys.ByName(columns))
                        .rows()
                != null;
    }

    @Override
    public int executeUpdate(String sql) throws SQLException {
        return narrow(run(sql, ExecuteMethod.UPDATE, GeneratedKeys.NOT_ASKED).count());
    }

    @Override
    public int executeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return narrow(run(sql, ExecuteMethod.UPDATE, new GeneratedKeys.ByFlag(autoGeneratedKeys))
                .count());
    }

    @Override
    public int executeUpdate(String sql, int[] columns) throws SQLException {
        return narrow(run(sql, ExecuteMethod.UPDATE, new GeneratedKeys.ByIndex(columns))
                .count());
    }

    @Override
    public int executeUpdate(String sql, String[] columns) throws SQLException {
        return narrow(run(sql, ExecuteMethod.UPDATE, new GeneratedKeys.ByName(columns))
                .count());
    }

    @Override
    public long executeLargeUpdate(String sql) throws SQLException {
        return run(sql, ExecuteMethod.LARGE_UPDATE, GeneratedKeys.NOT_ASKED).count();
    }

    @Override
    public long executeLargeUpdate(String sql, int autoGeneratedKeys) throws SQLException {
        return run(sql, ExecuteMethod.LARGE_UPDATE, new GeneratedKeys.ByFlag(autoGeneratedKeys))
                .count();
    }

    @Override
    public long executeLargeUpdate(String sql, int[] columns) throws SQLException {
        return run(sql, ExecuteMethod.LARGE_UPDATE, new GeneratedKeys.ByIndex(columns))
                .count();
    }

    @Override
    public long executeLargeUpdate(String sql, String[] columns) throws SQLException {
        return run(sql, ExecuteMethod.LARGE_UPDATE, new GeneratedKeys.ByName(columns))
                .count();
    }

    @Override
    public void addBatch(String sql) throws SQLException {
        checkOpen();
        batch.add(sql);
    }

    @Override
    public void clearBatch() {
        batch.clear();
    }

    @Override
    public int[] executeBatch() throws SQLException {
        return BatchRunner.toInts(executeLargeBatch());
    }

    @Override
    public long[] executeLargeBatch() throws SQLException {
        begin();
        List<Execution> executions = new ArrayList<>();
        for (String sql : batch) {
            executions.add(new Once(sql, ExecuteMethod.UPDATE, GeneratedKeys.NOT_ASKED));
        }
        batch.clear();
        return new BatchRunner(connection()).run(executions, this::batchOn);
    }

    private long[] batchOn(StoreSession session, List<Execution> executions) throws SQLException {
        Statement statement = on(session);
        statement.clearBatch();
        for (Execution execution : executions) {
            statement.addBatch(execution.planned().profile().sql());
        }
        return statement.executeLargeBatch();
    }
}
