package io.migratingjdbc.tests.protocol;

import io.migratingjdbc.tests.harness.ProxiedConnection;
import io.migratingjdbc.tests.harness.TcpProxy;
import io.migratingjdbc.tests.harness.TcpProxy.Direction;
import io.migratingjdbc.tests.harness.TcpProxy.Verdict;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/** Counts what an application's work costs in round trips to one store, once everything that is cached is cached. */
final class Wire {
    /** More than it takes until the store's driver keeps a statement prepared in the server. */
    private static final int WARM_UP = 8;

    private static final int MEASUREMENTS = 5;

    private final TcpProxy proxy;

    Wire(TcpProxy proxy) {
        this.proxy = proxy;
    }

    /** What an application does with a connection between two moments at which nothing is open. */
    @FunctionalInterface
    interface Work {
        void run(Connection connection) throws SQLException;
    }

    /**
     * On the application's own physical connection, which nothing else uses.
     *
     * @param id an instance id of this store
     */
    long ownRoundTrips(Connection connection, String id, Work work) throws SQLException {
        ProxiedConnection own = physical(connection, id);
        for (int i = 0; i < WARM_UP; i++) {
            work.run(connection);
        }
        long before = own.roundTrips();
        work.run(connection);
        return own.roundTrips() - before;
    }

    /**
     * On all connections, the driver's own included. Those also carry polls and background work, which are not the
     * application's, so that the least of some measurements counts.
     */
    long allRoundTrips(Connection connection, Work work) throws SQLException {
        LongStream.Builder trips = LongStream.builder();
        for (int i = 0; i < WARM_UP + MEASUREMENTS; i++) {
            long before = proxy.roundTrips();
            work.run(connection);
            if (i >= WARM_UP) {
                trips.add(proxy.roundTrips() - before);
            }
        }
        return trips.build().min().orElseThrow();
    }

    /** The connection to this store over which the application's statements go: the one that carries a marked text. */
    ProxiedConnection physical(Connection connection, String id) throws SQLException {
        String mark = "/* the application's own */";
        AtomicReference<ProxiedConnection> found = new AtomicReference<>();
        proxy.tap((through, direction, bytes) -> {
            if (direction == Direction.TO_SERVER && new String(bytes, StandardCharsets.UTF_8).contains(mark)) {
                found.set(through);
            }
            return Verdict.FORWARD;
        });
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT state FROM instances WHERE id = '" + id + "' " + mark);
        }
        proxy.tap((through, direction, bytes) -> Verdict.FORWARD);
        return found.get();
    }
}
