package io.migratingjdbc.tests.harness;

import io.migratingjdbc.tests.harness.TcpProxy.Direction;
import io.migratingjdbc.tests.harness.TcpProxy.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection through a {@link TcpProxy}.
 *
 * <p>A round trip is a turn of the conversation: the server speaks after the client has spoken. It is counted before
 * the server's bytes are passed on, so a client that has its answer sees it in the count. However many pieces a message
 * arrives in, and however many messages the client sends before it waits, they are one round trip.
 */
public final class ProxiedConnection {
    private final TcpProxy proxy;
    private final Socket client;
    private final Socket server;
    private final AtomicBoolean clientSpoke = new AtomicBoolean();
    private final AtomicBoolean cutting = new AtomicBoolean();
    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicLong bytesToServer = new AtomicLong();
    private final AtomicLong bytesToClient = new AtomicLong();

    private ProxiedConnection(TcpProxy proxy, Socket client, Socket server) {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
    }

    static ProxiedConnection open(TcpProxy proxy, Socket client, InetSocketAddress address) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(address);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        ProxiedConnection connection = new ProxiedConnection(proxy, client, server);
        TcpProxy.start(() -> connection.carry(Direction.TO_SERVER, client, server), "proxy-to-server");
        TcpProxy.start(() -> connection.carry(Direction.TO_CLIENT, server, client), "proxy-to-client");
        return connection;
    }

    public long roundTrips() {
        return roundTrips.get();
    }

    public long bytesToServer() {
        return bytesToServer.get();
    }

    public long bytesToClient() {
        return bytesToClient.get();
    }

    public boolean isOpen() {
        return !client.isClosed();
    }

    /** Resets the connection on both sides: no orderly end, as when a cable is cut and a router says so. */
    public void cut() {
        reset(client);
        reset(server);
    }

    private void carry(Direction direction, Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                Verdict verdict = proxy.tap().inspect(this, direction, Arrays.copyOf(buffer, length));
                if (verdict == Verdict.DROP_AND_CUT) {
                    break;
                }
                proxy.gate(direction).pass();
                // After the last bytes nothing passes in either direction, their answer least of all.
                if (cutting.get()) {
                    break;
                }
                boolean last = verdict == Verdict.FORWARD_AND_CUT;
                if (last) {
                    cutting.set(true);
                }
                count(direction, length);
                out.write(buffer, 0, length);
                if (last) {
                    break;
                }
            }
        } catch (IOException e) {
            // One side is gone; the other is told below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cutAfterDelivery(to);
            reset(from);
        }
    }

    private void count(Direction direction, int length) {
        if (direction == Direction.TO_SERVER) {
            bytesToServer.addAndGet(length);
            clientSpoke.set(true);
        } else {
            bytesToClient.addAndGet(length);
            if (clientSpoke.getAndSet(false)) {
                roundTrips.incrementAndGet();
            }
        }
    }

    /** An orderly end, so that bytes already written are delivered: a reset would discard them. */
    private static void cutAfterDelivery(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        } catch (IOException alreadyClosed) {
            return;
        }
    }
}
