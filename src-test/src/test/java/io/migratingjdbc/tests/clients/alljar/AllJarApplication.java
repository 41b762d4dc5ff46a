package io.migratingjdbc.tests.clients.alljar;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * An application with a pool and a parser of its own. Knows nothing of the driver but the URL, and says which jars its
 * classes and the driver's come from.
 */
final class AllJarApplication {
    private AllJarApplication() {}

    /** @param args the URL, and the key of an entity to launch */
    public static void main(String[] args) throws Exception {
        try (AutoCloseable pool = pool(args[0])) {
            work((DataSource) pool, args[1]);
        }
        for (String name : List.of(
                "net.sf.jsqlparser.parser.CCJSqlParserUtil",
                "com.zaxxer.hikari.HikariDataSource",
                "io.migratingjdbc.MigratingDriver",
                "io.migratingjdbc.relocated.jsqlparser.parser.CCJSqlParserUtil",
                "io.migratingjdbc.relocated.hikari.HikariDataSource",
                "io.migratingjdbc.relocated.caffeine.cache.Caffeine",
                "org.postgresql.Driver")) {
            System.out.println(name + " from " + jar(name));
        }
        System.out.println("parsed as " + parsed("SELECT a FROM t"));
    }

    /** By reflection: this test is compiled against the new versions. */
    private static AutoCloseable pool(String url) throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.zaxxer.hikari.HikariDataSource");
        Object pool = type.getDeclaredConstructor().newInstance();
        type.getMethod("setJdbcUrl", String.class).invoke(pool, url);
        return (AutoCloseable) pool;
    }

    private static String parsed(String sql) throws ReflectiveOperationException {
        return Class.forName("net.sf.jsqlparser.parser.CCJSqlParserUtil")
                .getMethod("parse", String.class)
                .invoke(null, sql)
                .toString();
    }

    private static String jar(String name) throws ClassNotFoundException {
        String place = Class.forName(name)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return place.substring(place.lastIndexOf('/') + 1);
    }

    private static void work(DataSource pool, String key) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO things (name, state) VALUES (?, 'new')")) {
                insert.setString(1, key);
                insert.executeUpdate();
            }
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE things SET state = 'seen' WHERE name = 'old'")) {
                System.out.println("changed " + update.executeUpdate());
            }
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT name, state FROM things ORDER BY name");
                    ResultSet rows = select.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1) + " " + rows.getString(2));
                }
                System.out.println("things " + names);
            }
        }
    }
}
