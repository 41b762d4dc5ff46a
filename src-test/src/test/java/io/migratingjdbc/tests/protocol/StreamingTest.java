package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.ChildProcess;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StreamingTest {
    private static final int ROWS_OF_STORE = 500_000;

    @Test
    void aMillionSortedRowsOfBothStoresNeedLittleMemory() throws SQLException {
        TestMigration migration = TestMigration.create();
        migration.to(Phase.MIGRATION);
        String fill =
                "INSERT INTO instances SELECT '%s.' || g, 'key' || lpad(g::text, 8, '0') || '%s', 'state', g %% 10"
                        + " FROM generate_series(1, " + ROWS_OF_STORE + ") g";
        migration.initial.execute(fill.formatted("a", "i"));
        migration.target.execute(fill.formatted("b", "t"));

        String url = migration.url();
        try (ChildProcess reader = ChildProcess.startWithHeap(64, StreamingReader.class.getName(), url, "1000")) {
            String read = reader.awaitLine(line -> line.startsWith("read "), Duration.ofMinutes(3));
            assertThat(read).isEqualTo("read 1000000 rows, sum " + 2L * ROWS_OF_STORE / 10 * 45);
        }
    }
}
