package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** Two databases as two stores, initialized for one migration. */
final class ControlFixture {
    static final FenceWait SHORT = new FenceWait(Duration.ofMillis(100), Duration.ofMillis(300));
    static final BacklogCarrier NO_BACKLOG = role -> {};

    final PerRole<String> urls = new PerRole<>(TestPostgres.newDatabase(), TestPostgres.newDatabase());
    final ControlPlane plane = plane(plan("pg1", "pg2"), urls);
    final Transition transition = transition(TransitionListener.NONE);

    ControlFixture() throws SQLException {
        new Initialization(plane).run();
    }

    static Plan plan(String initial, String target) {
        StoreId metadata = new StoreId(initial);
        return new Plan("orders", metadata, new StoreId(target), metadata, metadata, List.of());
    }

    /** The record lives in the initial store. */
    static ControlPlane plane(Plan plan, PerRole<String> urls) throws SQLException {
        PerRole<ConnectionSource> sources = urls.map(url -> () -> DriverManager.getConnection(url));
        return new ControlPlane(Dialect.ofUrl(urls.initial()), "public", plan, sources.initial(), sources);
    }

    Transition transition(TransitionListener listener) {
        return transition(plane, listener);
    }

    static Transition transition(ControlPlane plane, TransitionListener listener) {
        return new Transition(plane, NO_BACKLOG, listener, SHORT, System::nanoTime);
    }

    MigrationView record() throws SQLException {
        try (Connection connection = plane.metadata().open()) {
            return plane.record().current(connection);
        }
    }

    MigrationView walk(Phase... phases) throws SQLException {
        MigrationView view = record();
        for (Phase phase : phases) {
            view = transition.run(view, phase);
        }
        return view;
    }

    /** Status, generation and guard in one text. */
    String fence(Role role) throws SQLException {
        return text(
                urls.get(role),
                "SELECT status || ' ' || generation || ' ' || guard FROM migrating_store WHERE store_id = '"
                        + plane.plan().stores().get(role) + "'");
    }

    static String text(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
