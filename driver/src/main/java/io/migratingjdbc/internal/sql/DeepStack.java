package io.migratingjdbc.internal.sql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs what needs more stack than the caller's thread has: the parser's tree of a chain of thousands of ANDs is as deep as the chain
 * is long.
 */
final class DeepStack {
    /** Address space; only what is used takes memory. */
    private static final long BYTES = 512L << 20;

    private DeepStack() {}

    /** In the caller's thread if that suffices. The work must have no effects but its result. */
    static <T> T run(Supplier<T> work) {
        try {
            return work.get();
        } catch (StackOverflowError e) {
            return inDeepThread(work);
        }
    }

    private static <T> T inDeepThread(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(null, () -> complete(result, work), "migrating-deep-statement", BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
        try {
            result.complete(work.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }
}
