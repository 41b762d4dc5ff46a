package io.migratingjdbc.tests.onedatabase;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.util.PSQLException;

/** The application's connection on one side of the comparison. Prepared statements are kept and used again, across phases. */
final class Session implements AutoCloseable {
    private static final int KEPT = 60;

    private final Connection connection;
    private final boolean wholeBatches;
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>(KEPT, 0.75f, true);
    private final Deque<Savepoint> savepoints = new ArrayDeque<>();

    /**
     * @param wholeBatches whether a batch outside of a transaction gets one: so it is in the pair, while PostgreSQL's driver now and
     *     then commits within a batch
     */
    Session(Connection connection, boolean wholeBatches) {
        this.connection = connection;
        this.wholeBatches = wholeBatches;
    }

    Connection connection() {
        return connection;
    }

    Answer run(Action action) {
        try {
            return answer(action);
        } catch (SQLException e) {
            return failure(e);
        }
    }

    private Answer answer(Action action) throws SQLException {
        if (action instanceof Action.Execute execute) {
            return execute(execute);
        }
        if (action instanceof Action.PreparedBatch batch) {
            return batch(batch);
        }
        if (action instanceof Action.MixedBatch batch) {
            return batch(batch);
        }
        transact(action);
        return new Answer.Done();
    }

    private void transact(Action action) throws SQLException {
        if (action instanceof Action.Begin begin) {
            connection.setTransactionIsolation(begin.isolation());
            connection.setAutoCommit(false);
        } else if (action instanceof Action.Commit commit) {
            savepoints.clear();
            connection.commit();
            connection.setAutoCommit(commit.then());
        } else if (action instanceof Action.Rollback rollback) {
            savepoints.clear();
            connection.rollback();
            connection.setAutoCommit(rollback.then());
        } else if (action instanceof Action.Savepoint savepoint) {
            savepoints.push(connection.setSavepoint(savepoint.name()));
        } else if (action instanceof Action.RollbackToSavepoint) {
            connection.rollback(savepoints.peek());
        } else if (action instanceof Action.ReleaseSavepoint) {
            connection.releaseSavepoint(savepoints.pop());
        }
    }

    private Answer execute(Action.Execute execute) throws SQLException {
        if (execute.prepared()) {
            PreparedStatement statement = prepared(execute);
            bind(statement, execute.parameters());
            prepare(statement, execute.reading());
            return answer(execute, statement);
        }
        try (Statement statement = connection.createStatement(type(execute), ResultSet.CONCUR_READ_ONLY)) {
            prepare(statement, execute.reading());
            return answer(execute, statement);
        }
    }

    private static void prepare(Statement statement, Reading reading) throws SQLException {
        statement.setFetchSize(reading.fetchSize());
        statement.setMaxRows(reading.maxRows());
    }

    private static int type(Action.Execute execute) {
        return execute.reading().backwards() ? ResultSet.TYPE_SCROLL_INSENSITIVE : ResultSet.TYPE_FORWARD_ONLY;
    }

    private static Answer answer(Action.Execute execute, PreparedStatement statement) throws SQLException {
        return switch (execute.method()) {
            case QUERY -> Results.read(statement.executeQuery(), execute.order());
            case UPDATE -> counts(statement.executeUpdate(), null);
            case LARGE_UPDATE -> counts(statement.executeLargeUpdate(), null);
            case EXECUTE -> first(statement, statement.execute(), execute.order());
            case GENERATED_KEYS, GENERATED_COLUMNS ->
                counts(statement.executeUpdate(), keys(statement, execute.order()));
        };
    }

    private static Answer answer(Action.Execute execute, Statement statement) throws SQLException {
        String sql = execute.sql();
        return switch (execute.method()) {
            case QUERY -> Results.read(statement.executeQuery(sql), execute.order());
            case UPDATE -> counts(statement.executeUpdate(sql), null);
            case LARGE_UPDATE -> counts(statement.executeLargeUpdate(sql), null);
            case EXECUTE -> first(statement, statement.execute(sql), execute.order());
            case GENERATED_KEYS ->
                counts(statement.executeUpdate(sql, Statement.RETURN_GENERATED_KEYS), keys(statement, execute.order()));
            case GENERATED_COLUMNS ->
                counts(
                        statement.executeUpdate(sql, execute.keyColumns().toArray(String[]::new)),
                        keys(statement, execute.order()));
        };
    }

    private static Answer first(Statement statement, boolean rows, Order order) throws SQLException {
        return rows ? Results.read(statement.getResultSet(), order) : counts(statement.getUpdateCount(), null);
    }

    private static Answer.Rows keys(Statement statement, Order order) throws SQLException {
        ResultSet keys = statement.getGeneratedKeys();
        return Results.read(keys, order);
    }

    private static Answer counts(long count, Answer.Rows keys) {
        return new Answer.Counts(List.of(count), keys);
    }

    private PreparedStatement prepared(Action.Execute execute) throws SQLException {
        return prepared(
                execute.sql() + execute.method() + execute.reading().backwards(), () -> switch (execute.method()) {
                    case GENERATED_KEYS -> connection.prepareStatement(execute.sql(), Statement.RETURN_GENERATED_KEYS);
                    case GENERATED_COLUMNS ->
                        connection.prepareStatement(
                                execute.sql(), execute.keyColumns().toArray(String[]::new));
                    case QUERY, UPDATE, LARGE_UPDATE, EXECUTE ->
                        connection.prepareStatement(execute.sql(), type(execute), ResultSet.CONCUR_READ_ONLY);
                });
    }

    @FunctionalInterface
    private interface Preparing {
        PreparedStatement prepare() throws SQLException;
    }

    private PreparedStatement prepared(String name, Preparing preparing) throws SQLException {
        PreparedStatement statement = prepared.get(name);
        if (statement == null) {
            statement = preparing.prepare();
            prepared.put(name, statement);
            if (prepared.size() > KEPT) {
                String oldest = prepared.keySet().iterator().next();
                prepared.remove(oldest).close();
            }
        }
        return statement;
    }

    private static void bind(PreparedStatement statement, List<Parameter> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            parameters.get(i).kind().bind(statement, i + 1, parameters.get(i).value());
        }
    }

    private Answer batch(Action.PreparedBatch batch) throws SQLException {
        PreparedStatement statement = prepared(
                batch.sql() + (batch.keys() ? "BATCH KEYS" : "BATCH"),
                () -> batch.keys()
                        ? connection.prepareStatement(batch.sql(), Statement.RETURN_GENERATED_KEYS)
                        : connection.prepareStatement(batch.sql()));
        for (List<Parameter> parameters : batch.executions()) {
            bind(statement, parameters);
            statement.addBatch();
        }
        try {
            List<Long> counts = whole(statement);
            return new Answer.Counts(counts, batch.keys() ? keys(statement, Order.TOTAL) : null);
        } finally {
            statement.clearBatch();
        }
    }

    private Answer batch(Action.MixedBatch batch) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : batch.texts()) {
                statement.addBatch(sql);
            }
            return new Answer.Counts(whole(statement), null);
        }
    }

    private List<Long> whole(Statement statement) throws SQLException {
        if (!wholeBatches || !connection.getAutoCommit()) {
            return asLongs(statement.executeBatch());
        }
        connection.setAutoCommit(false);
        try {
            List<Long> counts = asLongs(statement.executeBatch());
            connection.commit();
            return counts;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static List<Long> asLongs(int[] counts) {
        return Arrays.stream(counts).asLongStream().boxed().toList();
    }

    private static Answer failure(SQLException e) {
        if ("0A000".equals(e.getSQLState())
                && !(e instanceof PSQLException)
                && !(e.getCause() instanceof PSQLException)) {
            return new Answer.Refused(e.getMessage());
        }
        List<Long> counts = e instanceof BatchUpdateException batch ? asLongs(batch.getUpdateCounts()) : null;
        return new Answer.Failed(e.getSQLState(), constraint(e), counts, e);
    }

    private static String constraint(SQLException e) {
        SQLException cause =
                e instanceof BatchUpdateException && e.getNextException() != null ? e.getNextException() : e;
        return cause instanceof PSQLException postgres && postgres.getServerErrorMessage() != null
                ? postgres.getServerErrorMessage().getConstraint()
                : null;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
