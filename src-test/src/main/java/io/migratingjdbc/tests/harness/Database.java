package io.migratingjdbc.tests.harness;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The address of one database on an embedded server, and plain JDBC access to it that goes round the driver under test. */
public record Database(String host, int port, String name) {
    static final String USER = "postgres";

    /** The plain URL, user included. */
    public String url() {
        return "jdbc:postgresql:" + address();
    }

    /** The same URL as an application writes it to use the driver under test. */
    public String migratingUrl(Path plan) {
        return "jdbc:migrating:postgresql:" + address() + "&migrating.plan=" + plan.toAbsolutePath();
    }

    /** The same database behind a proxy. */
    public Database via(TcpProxy proxy) {
        return new Database(host, proxy.port(), name);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of all rows, as text. */
    public List<String> strings(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** The one value that the query returns, as a number. */
    public long number(String sql) throws SQLException {
        return Long.parseLong(strings(sql).get(0));
    }

    private String address() {
        return "//" + host + ":" + port + "/" + name + "?user=" + USER;
    }
}
