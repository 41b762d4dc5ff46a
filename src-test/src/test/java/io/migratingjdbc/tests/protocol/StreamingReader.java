package io.migratingjdbc.tests.protocol;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** An application with little memory that reads all instances in order. Arguments: URL, fetch size. */
public final class StreamingReader {
    private StreamingReader() {}

    public static void main(String[] arguments) throws SQLException {
        try (Connection connection = DriverManager.getConnection(arguments[0])) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(Integer.parseInt(arguments[1]));
                read(statement);
            }
            connection.commit();
        }
    }

    private static void read(Statement statement) throws SQLException {
        long rows = 0;
        long sum = 0;
        String last = "";
        try (ResultSet result = statement.executeQuery("SELECT * FROM instances ORDER BY business_key DESC, n")) {
            while (result.next()) {
                String key = result.getString("business_key");
                if (rows > 0 && key.compareTo(last) >= 0) {
                    throw new AssertionError(key + " comes behind " + last);
                }
                last = key;
                sum += result.getInt("n");
                rows++;
            }
        }
        System.out.println("read " + rows + " rows, sum " + sum);
    }
}
