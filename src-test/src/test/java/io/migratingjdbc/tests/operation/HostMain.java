package io.migratingjdbc.tests.operation;

import io.migratingjdbc.tests.harness.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** An application in a process of its own that does with one connection what it is told, line by line. */
final class HostMain {
    private final String url;
    private Connection connection;

    private HostMain(String url) {
        this.url = url;
    }

    /** The JDBC URL; standard input has {@code <number> <command> [argument]}, and each is answered with its number. */
    public static void main(String[] arguments) throws IOException {
        HostMain host = new HostMain(arguments[0]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ");
            System.out.println(words[0] + " " + host.answer(words[1], words.length > 2 ? words[2] : ""));
        }
        System.exit(0);
    }

    static ChildProcess start(String url) {
        return ChildProcess.start(HostMain.class.getName(), url);
    }

    /** The answer, or the SQLState of the error. */
    private String answer(String command, String argument) {
        try {
            return switch (command) {
                case "connect" -> connect();
                case "begin" -> autoCommit(false);
                case "launch" -> OperatedMigration.launch(connection, argument);
                case "commit" -> commit();
                case "rollback" -> rollback();
                case "autocommit" -> autoCommit(true);
                case "keys" -> String.join(",", OperatedMigration.keys(connection));
                case "state" -> state(argument);
                default -> "unknown command";
            };
        } catch (SQLException e) {
            return "SQLState " + e.getSQLState();
        }
    }

    private String connect() throws SQLException {
        connection = DriverManager.getConnection(url);
        return "done";
    }

    private String autoCommit(boolean on) throws SQLException {
        connection.setAutoCommit(on);
        return "done";
    }

    private String commit() throws SQLException {
        connection.commit();
        return "done";
    }

    private String rollback() throws SQLException {
        connection.rollback();
        return "done";
    }

    private String state(String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT state FROM instances WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : "none";
            }
        }
    }
}
