package io.migratingjdbc.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A stretch of network between a client and a server: counts what passes and fails on demand. One pair of threads per
 * connection carries the bytes in the pieces in which they arrive.
 */
public final class TcpProxy implements AutoCloseable {
    /** Decides about each piece of bytes before it is passed on. */
    @FunctionalInterface
    public interface Tap {
        Verdict inspect(ProxiedConnection connection, Direction direction, byte[] bytes);
    }

    public enum Verdict {
        FORWARD,
        /** Pass the bytes on, then cut the connection: the receiver acts, the sender never learns. */
        FORWARD_AND_CUT,
        /** Cut the connection before the bytes pass. */
        DROP_AND_CUT
    }

    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
    private final Gate toServer = new Gate();
    private final Gate toClient = new Gate();
    private volatile Tap tap = (connection, direction, bytes) -> Verdict.FORWARD;
    private volatile boolean refusing;

    private TcpProxy(ServerSocket listener, InetSocketAddress server) {
        this.listener = listener;
        this.server = server;
        start(this::accept, "proxy-" + listener.getLocalPort());
    }

    public static TcpProxy to(Database database) {
        return to(database.host(), database.port());
    }

    public static TcpProxy to(String host, int port) {
        try {
            ServerSocket listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            return new TcpProxy(listener, new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen", e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** All connections so far, in the order of their arrival, ended ones included. */
    public List<ProxiedConnection> connections() {
        return List.copyOf(connections);
    }

    /** Round trips of all connections so far: take the difference of two calls. */
    public long roundTrips() {
        return connections.stream().mapToLong(ProxiedConnection::roundTrips).sum();
    }

    public void tap(Tap newTap) {
        tap = newTap;
    }

    /** Holds all that arrives in this direction from now on, on all connections, until {@link #release}. */
    public void hold(Direction direction) {
        gate(direction).close();
    }

    public void release(Direction direction) {
        gate(direction).open();
    }

    /** Returns when at least one piece of bytes waits in this direction. */
    public void awaitHeld(Direction direction) throws InterruptedException {
        gate(direction).awaitSomebodyWaiting();
    }

    /** Closes every connection at once; new ones are accepted. */
    public void cut() {
        connections.forEach(ProxiedConnection::cut);
    }

    /** New connections are closed at once, as if nobody listened; {@link #admit} ends it. */
    public void refuse() {
        refusing = true;
    }

    public void admit() {
        refusing = false;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        toServer.open();
        toClient.open();
    }

    Tap tap() {
        return tap;
    }

    Gate gate(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                } else {
                    connections.add(ProxiedConnection.open(this, client, server));
                }
            } catch (IOException e) {
                // Either the proxy was closed or the server cannot be reached: then the client finds its connection
                // closed.
                continue;
            }
        }
    }
}
