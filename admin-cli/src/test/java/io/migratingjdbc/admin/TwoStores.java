package io.migratingjdbc.admin;

import io.migratingjdbc.admin.chunk.Patience;
import io.migratingjdbc.admin.pace.Pacer;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.CaptureTriggers;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.CopyPlan;
import io.migratingjdbc.internal.replicate.ReplicationSchema;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Two fresh databases with the control objects in a schema whose name needs quoting. */
public final class TwoStores {
    public static final ControlSchema CONTROL = new ControlSchema("Control \"s", "it's moving");
    public static final String WEIRD = "weird \"Name";
    private static final String WEIRD_TABLE =
            "CREATE TABLE \"weird \"\"Name\" (\"Id\" bigint GENERATED ALWAYS AS IDENTITY, part \"char\" DEFAULT 'x',"
                    + " \"the v\" text, twice text NOT NULL GENERATED ALWAYS AS (\"the v\" || \"the v\") STORED, f float8,"
                    + " b bytea, PRIMARY KEY (part, \"Id\"))";

    public final String source = TestPostgres.newDatabase();
    public final String target = TestPostgres.newDatabase();

    /** With the table {@link #WEIRD} in both. */
    public TwoStores() throws SQLException {
        for (String store : List.of(source, target)) {
            try (Connection connection = TestPostgres.connect(store)) {
                new ReplicationSchema(CONTROL).install(connection);
            }
        }
        both(WEIRD_TABLE);
    }

    public void both(String... statements) throws SQLException {
        TestPostgres.execute(source, statements);
        TestPostgres.execute(target, statements);
    }

    /** Installs capture on the tables. */
    public CopyPlan plan(String... tables) throws SQLException {
        List<TableName> names = Arrays.stream(tables).map(TableName::of).toList();
        try (Connection here = TestPostgres.connect(source);
                Connection there = TestPostgres.connect(target)) {
            new CaptureTriggers(CONTROL).install(here, names);
            new CaptureTriggers(CONTROL).install(there, names);
            return CopyPlan.read(here, there, names);
        }
    }

    /** Holds back by the orders that the target has. */
    public Pacer pacer() throws SQLException {
        return new Pacer(CONTROL, this::source, this::target, line -> {});
    }

    /** With stores that go away. */
    public static Patience patience() {
        return new Patience(Duration.ofSeconds(20), line -> {});
    }

    public Connection source() throws SQLException {
        return TestPostgres.connect(source);
    }

    public Connection target() throws SQLException {
        return TestPostgres.connect(target);
    }

    /** Fills the table {@link #WEIRD} of a store with rows numbered from 1. */
    public static void fill(String store, int rows) throws SQLException {
        TestPostgres.execute(
                store,
                "INSERT INTO \"weird \"\"Name\" (\"the v\", f, b) SELECT E'a\\tb\\\\' || i || E'\\n', i / 3.0::float8,"
                        + " '\\x00ff' FROM generate_series(1, " + rows + ") i");
    }

    /** The first column of the first row. */
    public static String query(String store, String sql) throws SQLException {
        try (Connection connection = TestPostgres.connect(store);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    public static long number(String store, String sql) throws SQLException {
        return Long.parseLong(query(store, sql));
    }
}
