package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A statement whose text is known when it is made; prepared in a store when it is first needed there. */
class MigratingPreparedStatement extends BindingStatement {
    private final String sql;
    private final GeneratedKeys keys;
    private final PlannedStatement planned;
    private final Map<Role, PreparedStatement> statements = new ConcurrentHashMap<>();
    private final List<Execution> batch = new ArrayList<>();
    private List<Binding> bindings = new ArrayList<>();

    MigratingPreparedStatement(
            MigratingConnection connection, String sql, StatementOptions options, GeneratedKeys keys) {
        super(connection, options);
        this.sql = sql;
        this.keys = keys;
        this.planned = connection.context().statement(sql);
    }

    @Override
    List<PreparedStatement> opened() {
        return List.copyOf(statements.values());
    }

    @Override
    PreparedStatement on(StoreSession session) throws SQLException {
        PreparedStatement statement = statements.get(session.role());
        if (!session.made(statement)) {
            statement = withSettings(prepare(session.connection()));
            statements.put(session.role(), statement);
        }
        return statement;
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        return options().prepare(connection, sql, keys);
    }

    String sql() {
        return sql;
    }

    /** Bound to a store's statement at once as well, for its driver's errors about the index and the value. */
    @Override
    void bind(int index, Object value, Binding.Binder binder) throws SQLException {
        if (value == Binding.STREAM) {
            home().setNull(index, Types.VARCHAR);
        } else {
            binder.bind(home(), index);
        }
        while (bindings.size() < index) {
            bindings.add(null);
        }
        bindings.set(index - 1, value == Binding.STREAM ? Binding.ofStream(binder) : new Binding(value, binder));
    }

    @Override
    public void clearParameters() throws SQLException {
        bindings = new ArrayList<>();
        for (PreparedStatement statement : opened()) {
            statement.clearParameters();
        }
    }

    /** One execution with the parameters as they are bound now. */
    private final class Once implements Execution {
        private final List<Binding> bound;
        private final ExecuteMethod method;
        private final boolean ownStatement;

        Once(List<Binding> bound, ExecuteMethod method, boolean ownStatement) {
            this.bound = bound;
            this.method = method;
            this.ownStatement = ownStatement;
        }

        /** Else values of an execution before might be taken. */
        void checkComplete() throws SQLException {
            int missing = bound.indexOf(Binding.MISSING);
            if (missing >= 0 && readsParameters()) {
                throw new SQLException("No value specified for parameter " + (missing + 1) + ".", "22023");
            }
        }

        @Override
        public PlannedStatement planned() {
            return planned;
        }

        @Override
        public Statement statement() {
            return MigratingPreparedStatement.this;
        }

        @Override
        public Object parameter(int index) {
            Binding binding = index <= bound.size() ? bound.get(index - 1) : null;
            return binding == null || binding.value() == Binding.STREAM ? null : binding.value();
        }

        @Override
        public boolean isNull(int index) {
            Binding binding = index <= bound.size() ? bound.get(index - 1) : null;
            return binding != null && binding.value() == null;
        }

        /** What a stream holds is not known, but it is not NULL. */
        @Override
        public boolean isNull(ValueExpression expression) {
            boolean stream = expression instanceof ValueExpression.Parameter parameter
                    && parameter.index() <= bound.size()
                    && bound.get(parameter.index() - 1) != null
                    && bound.get(parameter.index() - 1).value() == Binding.STREAM;
            return !stream && Execution.super.isNull(expression);
        }

        @Override
        public StoreResult on(StoreSession session) throws SQLException {
            PreparedStatement statement = bindTo(
                    ownStatement ? prepareRewritten(session, sql, keys) : MigratingPreparedStatement.this.on(session));
            return whole(statement, () -> method.on(statement));
        }

        /** As the application bound them; a parameter that it forgot is the store's driver's to refuse. */
        private PreparedStatement bindTo(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < bound.size(); i++) {
                if (bound.get(i) != null) {
                    bound.get(i).binder().bind(statement, i + 1);
                }
            }
            return statement;
        }

        @Override
        public StoreResult on(StoreSession session, RewrittenSql rewritten) throws SQLException {
            PreparedStatement statement = prepareRewritten(session, rewritten.sql(), keys);
            bindTo(statement, rewritten);
            return whole(statement, () -> method.on(statement));
        }

        @Override
        public PreparedStatement bound(StoreSession session, RewrittenSql rewritten, int resultSetType)
                throws SQLException {
            PreparedStatement statement = prepareOwn(session, rewritten.sql(), resultSetType);
            bindTo(statement, rewritten);
            return statement;
        }

        private void bindTo(PreparedStatement statement, RewrittenSql rewritten) throws SQLException {
            int position = 1;
            for (RewrittenSql.Argument argument : rewritten.arguments()) {
                if (argument instanceof RewrittenSql.Argument.Supplied supplied) {
                    statement.setObject(position, supplied.value());
                } else if (argument instanceof RewrittenSql.Argument.Original original
                        && original.index() <= bound.size()
                        && bound.get(original.index() - 1) != null) {
                    bound.get(original.index() - 1).binder().bind(statement, position);
                }
                position++;
            }
        }

        @Override
        public ReturnedRows returning(StoreSession session, RewrittenSql rewritten) throws SQLException {
            PreparedStatement statement = prepareRewritten(session, rewritten.sql(), GeneratedKeys.NOT_ASKED);
            bindTo(statement, rewritten);
            return ReturnedRows.of(statement, keys);
        }

        @Override
        public StatementResult nothing(StoreSession session) throws SQLException {
            return NoRows.of(session, planned, sql, keys, MigratingPreparedStatement.this);
        }

        @Override
        public Cell cell(ValueExpression expression) {
            if (expression instanceof ValueExpression.Parameter parameter) {
                Binding binding = bound.get(parameter.index() - 1);
                return binding.binder()::bind;
            }
            return Cell.constant(of(expression).orElse(null));
        }
    }

    private StatementResult run(ExecuteMethod method) throws SQLException {
        begin();
        Once once = new Once(bound(), method, false);
        once.checkComplete();
        return run(once);
    }

    private List<Binding> bound() {
        List<Binding> bound = new ArrayList<>();
        for (int i = 0; i < Math.max(bindings.size(), planned.profile().parameters()); i++) {
            Binding binding = i < bindings.size() ? bindings.get(i) : null;
            bound.add(binding == null ? Binding.MISSING : binding);
        }
        return List.copyOf(bound);
    }

    /** Whether the driver itself reads the values, so that it must not find some missing. */
    boolean readsParameters() {
        return planned.profile().unknownReason() == null;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        run(ExecuteMethod.QUERY);
        return getResultSet();
    }

    @Override
    public int executeUpdate() throws SQLException {
        return narrow(run(ExecuteMethod.UPDATE).count());
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return run(ExecuteMethod.LARGE_UPDATE).count();
    }

    @Override
    public boolean execute() throws SQLException {
        return run(ExecuteMethod.EXECUTE).rows() != null;
    }

    @Override
    public void addBatch() throws SQLException {
        checkOpen();
        batch.add(new Once(bound(), ExecuteMethod.UPDATE, false));
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
        List<Execution> executions = List.copyOf(batch);
        batch.clear();
        for (Execution execution : executions) {
            ((Once) execution).checkComplete();
        }
        return new BatchRunner(connection()).run(executions, this);
    }

    boolean wantsKeys() {
        return keys != GeneratedKeys.NOT_ASKED;
    }

    /** The same with a statement of its own in the store: its generated keys stay when others are executed. */
    Execution keepingKeys(Execution execution) {
        return new Once(((Once) execution).bound, ExecuteMethod.UPDATE, true);
    }

    /** One native batch in one store; its generated keys are this statement's. */
    long[] batchOn(StoreSession session, List<Execution> executions) throws SQLException {
        PreparedStatement statement = on(session);
        statement.clearBatch(); // what a failure to bind left there
        for (Execution execution : executions) {
            ((Once) execution).bindTo(statement);
            statement.addBatch();
        }
        return batchResult(statement);
    }

    /** The same with changed texts, which are all alike but for their supplied values. */
    long[] batchOn(StoreSession session, List<Execution> executions, List<RewrittenSql> rewritten) throws SQLException {
        PreparedStatement statement = prepareRewritten(session, rewritten.get(0).sql(), keys);
        for (int i = 0; i < executions.size(); i++) {
            ((Once) executions.get(i)).bindTo(statement, rewritten.get(i));
            statement.addBatch();
        }
        return batchResult(statement);
    }

    private long[] batchResult(PreparedStatement statement) throws SQLException {
        long[] counts = statement.executeLargeBatch();
        adopt(StoreResult.ofCount(statement, -1));
        return counts;
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        return delegate().getMetaData();
    }

    /** JDBC forbids giving a text to a prepared statement; the store's driver says so, to this method at least. */
    @Override
    public ResultSet executeQuery(String text) throws SQLException {
        return home().executeQuery(text);
    }

    @Override
    public void addBatch(String text) throws SQLException {
        home().addBatch(text);
    }

    @Override
    public boolean execute(String text) throws SQLException {
        return home().execute(text);
    }

    @Override
    public boolean execute(String text, int autoGeneratedKeys) throws SQLException {
        return home().execute(text);
    }

    @Override
    public boolean execute(String text, int[] columns) throws SQLException {
        return home().execute(text);
    }

    @Override
    public boolean execute(String text, String[] columns) throws SQLException {
        return home().execute(text);
    }

    @Override
    public int executeUpdate(String text) throws SQLException {
        return home().executeUpdate(text);
    }

    @Override
    public int executeUpdate(String text, int autoGeneratedKeys) throws SQLException {
        return home().executeUpdate(text);
    }

    @Override
    public int executeUpdate(String text, int[] columns) throws SQLException {
        return home().executeUpdate(text);
    }

    @Override
    public int executeUpdate(String text, String[] columns) throws SQLException {
        return home().executeUpdate(text);
    }

    @Override
    public long executeLargeUpdate(String text) throws SQLException {
        return home().executeUpdate(text);
    }

    @Override
    public long executeLargeUpdate(String text, int autoGeneratedKeys) throws SQLException {
        return home().executeUpdate(text);
    }

    @Override
    public long executeLargeUpdate(String text, int[] columns) throws SQLException {
        return home().executeUpdate(text);
    }

    @Override
    public long executeLargeUpdate(String text, String[] columns) throws SQLException {
        return home().executeUpdate(text);
    }
}
