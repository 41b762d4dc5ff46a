package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.census.Census;
import io.migratingjdbc.internal.control.Host;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.route.Forecast;
import io.migratingjdbc.internal.route.Forecaster;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.route.SessionState;
import io.migratingjdbc.internal.route.Values;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.Optional;

/**
 * Tells the census what a two-store phase does with the application's statements. Counted are those that succeed, and those that the
 * driver itself refuses; what the database rejects says nothing about the migration.
 */
final class CensusWatch {
    private static final String STATEMENT = ". Statement: ";

    private final Host host;
    private final Forecaster forecaster;
    private final Census census;

    /** @param census null if there is none */
    CensusWatch(Host host, Forecaster forecaster, Census census) {
        this.host = host;
        this.forecaster = forecaster;
        this.census = census;
    }

    /** Runs a statement. */
    <T> T watch(PlannedStatement statement, Values values, SessionState session, Transaction.Work<T> work)
            throws SQLException {
        return watch(statement, List.of(values), session, () -> Optional.of(work.run()))
                .orElseThrow();
    }

    /**
     * Runs a statement many times.
     *
     * @param work gives nothing if it has done nothing
     */
    <T> Optional<T> watch(
            PlannedStatement statement,
            List<? extends Values> executions,
            SessionState session,
            Transaction.Work<Optional<T>> work)
            throws SQLException {
        if (census == null) {
            return work.run();
        }
        MigrationView view = host.view(); // as the work itself begins
        if (view.phase() == Phase.COMPLETED) {
            return work.run();
        }
        List<Forecast> forecasts = executions.stream()
                .map(values -> forecaster.forecast(view, statement, values, session))
                .toList();
        try {
            Optional<T> result = work.run();
            if (result.isPresent()) {
                forecasts.forEach(forecast -> census.record(statement, forecast));
            }
            return result;
        } catch (SQLException e) {
            if (isRefusal(e)) {
                census.record(statement, refused(forecasts, e));
            }
            throw e;
        }
    }

    /** What was not foreseen shows only when it is run: by merging, or by the check of keys. */
    private static Forecast refused(List<Forecast> forecasts, SQLException e) {
        return forecasts.stream().filter(Forecast::isRefused).findFirst().orElseGet(() -> Forecast.refused(reason(e)));
    }

    private static boolean isRefusal(SQLException e) {
        return e instanceof SQLFeatureNotSupportedException || e.getCause() instanceof SQLFeatureNotSupportedException;
    }

    /** Without the statement's text, which has the values that a shape leaves out. */
    private static String reason(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int statement = message.indexOf(STATEMENT);
        return statement < 0 ? message : message.substring(0, statement);
    }
}
