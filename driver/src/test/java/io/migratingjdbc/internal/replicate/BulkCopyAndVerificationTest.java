package io.migratingjdbc.internal.replicate;

import static io.migratingjdbc.internal.replicate.Stores.CONTROL;
import static io.migratingjdbc.internal.replicate.Stores.names;
import static io.migratingjdbc.internal.replicate.Stores.run;
import static io.migratingjdbc.internal.replicate.Stores.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.BulkCopy.Copied;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkCopyAndVerificationTest {
    private static final TableName T = TableName.of("weird \"Name");

    private Stores stores;

    @BeforeEach
    void create() throws SQLException {
        stores = new Stores();
        stores.both(
                "CREATE TABLE \"weird \"\"Name\" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \"the v\" text,"
                        + " twice text NOT NULL GENERATED ALWAYS AS (\"the v\" || \"the v\") STORED,"
                        + " f float8, b bytea)");
    }

    @AfterEach
    void close() throws SQLException {
        stores.close();
    }

    @Test
    void copiesInChunksAndReportsProgress() throws SQLException {
        fill(250_000);
        CopyPlan plan = stores.capture("weird \"Name");
        run(stores.source, "ANALYZE");
        List<Long> progress = new ArrayList<>();

        Copied copied = new BulkCopy(plan).copy(stores.source, stores.target, T, (rows, bytes) -> progress.add(rows));

        assertThat(copied.read()).isEqualTo(250_000);
        assertThat(copied.inserted()).isEqualTo(250_000);
        assertThat(progress).containsExactly(100_000L, 200_000L, 250_000L);
        assertThat(new BulkCopy(plan).estimatedRows(stores.source, T)).isEqualTo(250_000);
        assertThat(new Backlog(CONTROL).isEmpty(stores.target)).isTrue();
        assertThat(verify(plan).clean()).isTrue();
        assertThat(value(stores.target, "SELECT \"the v\" FROM \"weird \"\"Name\" WHERE id = 7"))
                .isEqualTo("a\tb\\7\n");
    }

    @Test
    void startsAgainAfterACrash() throws SQLException {
        fill(250_000);
        CopyPlan plan = stores.capture("weird \"Name");
        BulkCopy copy = new BulkCopy(plan);
        assertThatThrownBy(() -> copy.copy(stores.app, stores.target, T, (rows, bytes) -> {
                    throw new IllegalStateException("crash");
                }))
                .hasMessage("crash");
        assertThat(stores.app.isClosed()).isTrue();

        assertThat(copy.copy(stores.source, stores.target, T, (rows, bytes) -> {})
                        .inserted())
                .isEqualTo(150_000);
        assertThat(verify(plan).clean()).isTrue();
    }

    @Test
    void copiesRowsThatReferToLaterOnes() throws SQLException {
        stores.both("CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree)");
        run(stores.source, "INSERT INTO tree SELECT i, nullif(150001 - i, i - 1) FROM generate_series(1, 150000) i");
        CopyPlan plan = stores.capture("tree");

        Copied copied =
                new BulkCopy(plan).copy(stores.source, stores.target, TableName.of("tree"), (rows, bytes) -> {});

        assertThat(copied.inserted()).isEqualTo(150_000);
    }

    @Test
    void findsEveryKindOfDifferenceButNotWhatIsOnItsWay() throws SQLException {
        fill(20);
        CopyPlan plan = stores.capture("weird \"Name");
        new BulkCopy(plan).copy(stores.source, stores.target, T, (rows, bytes) -> {});
        run(stores.app, "INSERT INTO \"weird \"\"Name\" (\"the v\") VALUES ('on its way')");
        assertThat(verify(plan).clean()).isTrue();

        run(stores.source, "DELETE FROM \"weird \"\"Name\" WHERE id = 3");
        run(stores.target, "DELETE FROM \"weird \"\"Name\" WHERE id IN (5, 6)");
        run(stores.target, "UPDATE \"weird \"\"Name\" SET f = f + 1e-9 WHERE id IN (7, 8, 9)");

        TableVerification result = verify(plan);
        assertThat(result.clean()).isFalse();
        assertThat(result.exact()).isTrue();
        assertThat(result.missing()).isEqualTo(2);
        assertThat(result.extra()).isEqualTo(1);
        assertThat(result.different()).isEqualTo(3);
        assertThat(result.samples()).hasSize(6).contains("{\"id\": \"3\"}");

        new Carrier(CONTROL, plan, Stores.PATIENCE).carryUntilEmpty(stores.source, stores.target, sum -> {});
        assertThat(verify(plan).sourceRows()).isEqualTo(20);
        assertThat(verify(plan).targetRows()).isEqualTo(19);
    }

    @Test
    void givesUpCountingWhenEverythingDiffers() throws SQLException {
        fill(12_000);
        CopyPlan plan = CopyPlan.read(stores.source, stores.target, names("weird \"Name"));

        TableVerification result = verify(plan);

        assertThat(result.exact()).isFalse();
        assertThat(result.missing()).isEqualTo(10_000);
        assertThat(result.samples()).hasSize(10);
    }

    private TableVerification verify(CopyPlan plan) throws SQLException {
        return new Verification(CONTROL, plan).verify(stores.source, stores.target, T);
    }

    private void fill(int rows) throws SQLException {
        run(
                stores.source,
                "INSERT INTO \"weird \"\"Name\" (\"the v\", f, b) SELECT E'a\\tb\\\\' || i || E'\\n', i / 3.0::float8,"
                        + " '\\x00ff' FROM generate_series(1, " + rows + ") i");
    }
}
