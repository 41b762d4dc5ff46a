package io.migratingjdbc.tests.bench;

import io.migratingjdbc.tests.harness.Database;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;

/** {@code COPY ... TO STDOUT | COPY ... FROM STDIN}, as one does it by hand: each worker pipes an equal range of the numbers. */
record RawCopy(Database source, Database target, String format) {
    private static final int PIPE = 1 << 18;

    void run(String table, int rows, int workers) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(2 * workers);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                long after = (long) rows * i / workers;
                long upTo = (long) rows * (i + 1) / workers;
                PipedInputStream in = new PipedInputStream(PIPE);
                PipedOutputStream out = new PipedOutputStream(in);
                String select = "(SELECT * FROM " + table + " WHERE id > " + after + " AND id <= " + upTo + ")";
                ends.add(threads.submit(() -> write(select, out)));
                ends.add(threads.submit(() -> read(table, in)));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (IOException e) {
            throw new IllegalStateException("A new pipe is not connected yet", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private Void write(String select, PipedOutputStream out) throws SQLException, IOException {
        try (out;
                Connection connection = source.connect()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY " + select + " TO STDOUT" + format, out);
        }
        return null;
    }

    private Void read(String table, PipedInputStream in) throws SQLException, IOException {
        try (in;
                Connection connection = target.connect()) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + table + " FROM STDIN" + format, in);
        }
        return null;
    }
}
