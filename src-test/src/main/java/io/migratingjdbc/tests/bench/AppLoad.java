package io.migratingjdbc.tests.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that launches, reads and updates orders through the driver at a steady rate. The time of a statement counts from when it was
 * due: one that had to wait for the one before it is as late for its user. Each line of its input is the name of a condition, under which the
 * statements ran since the line before; it prints the 99th percentile, in milliseconds, of all that ran under it.
 */
public final class AppLoad {
    static final String TABLE =
            "CREATE TABLE orders (id text PRIMARY KEY, number text NOT NULL UNIQUE, state text NOT NULL, total numeric(12, 2))";
    static final String P99 = "p99 ";
    /** Its first line, when classes and connections are there. */
    static final String WORKING = "working";

    private static final int CLIENTS = 4;
    private static final int WARM_UP = 400;
    private static final int FEWEST = 100;
    private static final long BETWEEN_NANOS = 20_000_000;

    private final String url;
    private final CountDownLatch warm = new CountDownLatch(WARM_UP);
    private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();

    private AppLoad(String url) {
        this.url = url;
    }

    /** @param arguments the driver's URL */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        AppLoad load = new AppLoad(arguments[0]);
        for (int i = 0; i < CLIENTS; i++) {
            String name = "client " + i + " ";
            new Thread(() -> load.client(name)).start();
        }
        load.warm.await();
        System.out.println(WORKING);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Map<String, List<Long>> conditions = new HashMap<>();
        for (String name = input.readLine(); name != null; name = input.readLine()) {
            List<Long> all = conditions.computeIfAbsent(name, condition -> new ArrayList<>());
            load.moveTo(all);
            System.out.println(p99(all));
        }
        System.exit(0);
    }

    private void moveTo(List<Long> all) {
        for (Long each = nanos.poll(); each != null; each = nanos.poll()) {
            all.add(each);
        }
    }

    private static String p99(List<Long> times) {
        if (times.size() < FEWEST) {
            return "only " + times.size() + " statements ran: measure for longer";
        }
        List<Long> sorted = times.stream().sorted().toList();
        return P99 + sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1) / 1e6;
    }

    private void client(String name) {
        try (Connection connection = DriverManager.getConnection(url)) {
            String id = launch(connection, name + 0);
            long due = System.nanoTime();
            for (int i = 1; true; i++) {
                due += BETWEEN_NANOS;
                LockSupport.parkNanos(due - System.nanoTime());
                switch (i % 4) {
                    case 0 -> id = launch(connection, name + i);
                    case 1 -> update(connection, id);
                    default -> read(connection, id);
                }
                nanos.add(System.nanoTime() - due);
                warm.countDown();
            }
        } catch (SQLException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static String launch(Connection connection, String number) throws SQLException {
        String sql = "INSERT INTO orders (number, state, total) VALUES (?, 'new', 47.11)";
        try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {"id"})) {
            statement.setString(1, number);
            statement.executeUpdate();
            try (ResultSet keys = statement.getGeneratedKeys()) {
                keys.next();
                return keys.getString(1);
            }
        }
    }

    private static void update(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE orders SET state = 'paid' WHERE id = ?")) {
            statement.setString(1, id);
            statement.executeUpdate();
        }
    }

    private static void read(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM orders WHERE id = ?")) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
            }
        }
    }
}
