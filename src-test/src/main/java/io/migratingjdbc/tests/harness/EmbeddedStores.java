package io.migratingjdbc.tests.harness;

import io.migratingjdbc.tests.harness.EmbeddedStore.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A set of embedded PostgreSQL servers, started side by side. */
public final class EmbeddedStores implements AutoCloseable {
    private final List<EmbeddedStore> stores;

    private EmbeddedStores(List<EmbeddedStore> stores) {
        this.stores = stores;
    }

    /** Starts servers of the caller's own: for tests that stop or kill them. */
    public static EmbeddedStores start(int count) {
        return start(count, Durability.SERVER_DEATH);
    }

    /** Starts servers that are set up as real ones are, and as slow. */
    public static EmbeddedStores startDurable(int count) {
        return start(count, Durability.POWER_LOSS);
    }

    /** Two servers that all tests of this JVM share; each test takes databases of its own. They end with the JVM. */
    public static EmbeddedStores shared() {
        return Shared.STORES;
    }

    private static EmbeddedStores start(int count, Durability durability) {
        List<CompletableFuture<EmbeddedStore>> starting = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> EmbeddedStore.create(durability), runnable -> new Thread(runnable).start()))
                .limit(count)
                .toList();
        return new EmbeddedStores(starting.stream().map(CompletableFuture::join).toList());
    }

    public EmbeddedStore get(int index) {
        return stores.get(index);
    }

    @Override
    public void close() {
        for (EmbeddedStore store : stores) {
            try {
                store.close();
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot stop the server on port " + store.port(), e);
            }
        }
    }

    private static final class Shared {
        static final EmbeddedStores STORES = start(2);

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(STORES::close));
        }
    }
}
