package io.migratingjdbc.admin.copy;

import static io.migratingjdbc.admin.TwoStores.CONTROL;
import static io.migratingjdbc.admin.TwoStores.WEIRD;
import static io.migratingjdbc.admin.TwoStores.fill;
import static io.migratingjdbc.admin.TwoStores.number;
import static io.migratingjdbc.admin.TwoStores.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.TwoStores;
import io.migratingjdbc.admin.pace.Pacer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataCopyTest {
    private final List<Pacer> pacers = new ArrayList<>();
    private static final int ROWS = 120_000;
    private static final DataCopy.Progress UNSEEN = (table, copied, expected) -> {};

    private TwoStores stores;
    private String source;
    private String target;

    @BeforeEach
    void create() throws SQLException {
        stores = new TwoStores();
        source = stores.source;
        target = stores.target;
    }

    @Test
    void everyRowIsCopiedOnceByManyWorkers() throws SQLException {
        fill(source, ROWS);
        List<Copied> progress = new ArrayList<>();

        Copied copied = copy(WEIRD).run((table, now, expected) -> add(progress, now), tables -> {});

        assertThat(copied.read()).isEqualTo(ROWS);
        assertThat(copied.inserted()).isEqualTo(ROWS);
        assertThat(progress).hasSizeGreaterThan(2).contains(copied);
        assertSame(WEIRD);
        assertThat(query(target, "SELECT count(*) FROM " + CONTROL.object("migrating_backlog")))
                .isEqualTo("0");
        assertThat(copy(WEIRD).run(UNSEEN, tables -> {})).isEqualTo(Copied.NOTHING);
    }

    @Test
    void aCopyThatFailedGoesOnWhereItWas() throws SQLException {
        fill(source, ROWS);
        AtomicInteger chunks = new AtomicInteger();
        assertThatThrownBy(() -> copy(WEIRD, 1)
                        .run(
                                (table, now, expected) -> {
                                    if (chunks.incrementAndGet() == 2) {
                                        throw new IllegalStateException("crash");
                                    }
                                },
                                tables -> {}))
                .hasMessage("crash");
        long before = number(target, "SELECT count(*) FROM \"weird \"\"Name\"");
        assertThat(before).isBetween(1L, ROWS - 1L);

        Copied rest = copy(WEIRD).run(UNSEEN, tables -> {});

        assertThat(rest.inserted()).isEqualTo(ROWS - before);
        assertThat(number(target, "SELECT sum(read_rows) FROM " + CONTROL.copiedChunk()))
                .isEqualTo(ROWS);
        assertSame(WEIRD);
    }

    @Test
    void twoProcessesShareACopy() throws SQLException {
        fill(source, ROWS);
        CompletableFuture<Copied> other = CompletableFuture.supplyAsync(() -> {
            try {
                return copy(WEIRD).run(UNSEEN, tables -> {});
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        Copied mine = copy(WEIRD).run(UNSEEN, tables -> {});

        assertThat(mine.plus(other.join()).inserted()).isEqualTo(ROWS);
        assertSame(WEIRD);
    }

    @Test
    void rowsThatAreThereStayAsTheyAre() throws SQLException {
        fill(source, ROWS);
        TestPostgres.execute(
                target,
                "INSERT INTO \"weird \"\"Name\" (\"Id\", \"the v\") OVERRIDING SYSTEM VALUE SELECT i, 'there before'"
                        + " FROM generate_series(1, " + ROWS + ", 1000) i");

        Copied copied = copy(WEIRD).run(UNSEEN, tables -> {});

        assertThat(copied.read()).isEqualTo(ROWS);
        assertThat(copied.inserted()).isEqualTo(ROWS - 120);
        assertThat(number(target, "SELECT count(*) FROM \"weird \"\"Name\" WHERE \"the v\" = 'there before'"))
                .isEqualTo(120);
    }

    @Test
    void numbersWithGapsAndAtTheEndsOfTheirTypeAreCopied() throws SQLException {
        stores.both("CREATE TABLE gaps (id bigint PRIMARY KEY)", "CREATE TABLE small (id smallint PRIMARY KEY)");
        TestPostgres.execute(
                source,
                "INSERT INTO gaps SELECT i FROM generate_series(1, 30000) i",
                "INSERT INTO gaps SELECT 1000000000000 + i * 1000 FROM generate_series(1, 30000) i",
                "INSERT INTO gaps VALUES (-9223372036854775808), (9223372036854775807)",
                "INSERT INTO small SELECT i FROM generate_series(-32768, 32767) i");

        assertThat(copy("gaps").run(UNSEEN, tables -> {}).inserted()).isEqualTo(60_002);
        assertThat(copy("small").run(UNSEEN, tables -> {}).inserted()).isEqualTo(65_536);
        assertSame("gaps");
        assertSame("small");
        assertThat(number(target, "SELECT max(number) FROM " + CONTROL.copiedChunk()))
                .isLessThan(10);
    }

    @Test
    void rowsMayReferToLaterOnesOfTheirTable() throws SQLException {
        stores.both("CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree)");
        TestPostgres.execute(
                source, "INSERT INTO tree SELECT i, nullif(50001 - i, i - 1) FROM generate_series(1, 50000) i");

        assertThat(copy("tree").run(UNSEEN, tables -> {}).inserted()).isEqualTo(50_000);
        assertSame("tree");
    }

    @Test
    void typesOfTheDatabasesOwnTravelAsText() throws SQLException {
        TestPostgres.execute(source, "CREATE TYPE unused AS ENUM ('so that the numbers of the types differ')");
        stores.both(
                "CREATE TYPE mood AS ENUM ('sad', 'happy')",
                "CREATE DOMAIN money_text AS text",
                "CREATE TABLE moods (at timestamptz PRIMARY KEY, mood mood, moods mood[], t money_text, r int4range)");
        TestPostgres.execute(
                source,
                "INSERT INTO moods SELECT timestamptz '2020-02-02' + i * interval '1 microsecond', 'happy',"
                        + " '{sad,NULL,happy}', E'a\\tb', int4range(i, i + 1) FROM generate_series(1, 30000) i");

        assertThat(copy("moods").run(UNSEEN, tables -> {}).inserted()).isEqualTo(30_000);
        assertSame("moods");
    }

    @Test
    void aFailureNamesTableAndChunkAndHarmsNothing() throws SQLException {
        fill(source, ROWS);
        TestPostgres.execute(target, "ALTER TABLE \"weird \"\"Name\" ADD CHECK (\"Id\" <> 50000)");

        assertThatThrownBy(() -> copy(WEIRD).run(UNSEEN, tables -> {}))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Table weird \"Name, chunk ")
                .hasMessageContaining("violates check constraint")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("23514");
        TestPostgres.execute(target, "ALTER TABLE \"weird \"\"Name\" DROP CONSTRAINT \"weird \"\"Name_Id_check\"");

        copy(WEIRD).run(UNSEEN, tables -> {});
        assertSame(WEIRD);
    }

    @Test
    void aTableThatIsChangedMeanwhileIsTold() throws SQLException {
        fill(source, 60_000);
        AtomicBoolean changed = new AtomicBoolean();

        assertThatThrownBy(() -> copy(WEIRD, 1)
                        .run(
                                (table, now, expected) -> {
                                    if (changed.compareAndSet(false, true)) {
                                        addColumn();
                                    }
                                },
                                tables -> {}))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("weird")
                .hasMessageContaining("chunk 2")
                .hasMessageContaining("changed while it was copied");

        copy(WEIRD).run(UNSEEN, tables -> {});
        assertSame(WEIRD);
    }

    private void addColumn() {
        try {
            stores.both("ALTER TABLE \"weird \"\"Name\" ADD COLUMN late int DEFAULT 4711");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aValueThatTheTargetCannotHoldIsToldWithItsChunk() throws SQLException {
        stores.both("CREATE TABLE wide (id int PRIMARY KEY, v text)");
        TestPostgres.execute(target, "CREATE INDEX ON wide (v)");
        TestPostgres.execute(
                source,
                "INSERT INTO wide SELECT i, CASE i WHEN 45000 THEN (SELECT string_agg(md5(n::text), '')"
                        + " FROM generate_series(1, 300) n) END FROM generate_series(1, 60000) i");

        assertThatThrownBy(() -> copy("wide", 1).run(UNSEEN, tables -> {}))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Table wide, chunk ")
                .hasMessageContaining("index row");
        assertThat(number(target, "SELECT count(*) FROM wide")).isBetween(20_000L, 59_999L);

        TestPostgres.execute(target, "DROP INDEX wide_v_idx");
        copy("wide").run(UNSEEN, tables -> {});
        assertSame("wide");
    }

    @Test
    void aFullDiskHarmsNothingThatIsCopied() throws SQLException {
        stores.both("CREATE TABLE disk (id int PRIMARY KEY)");
        TestPostgres.execute(source, "INSERT INTO disk SELECT generate_series(1, 60000)");
        TestPostgres.execute(
                target,
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                        + " RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$",
                "CREATE TRIGGER full_disk BEFORE INSERT ON disk FOR EACH ROW WHEN (NEW.id = 30000)"
                        + " EXECUTE FUNCTION full_disk()");

        assertThatThrownBy(() -> copy("disk", 1).run(UNSEEN, tables -> {}))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Table disk, chunk 2")
                .hasMessageContaining("No space left")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("53100");

        TestPostgres.execute(target, "DROP TRIGGER full_disk ON disk");
        assertThat(copy("disk").run(UNSEEN, tables -> {}).read()).isEqualTo(40_000);
        assertSame("disk");
    }

    @Test
    void outlivesLostConnections() throws SQLException {
        fill(source, 60_000);
        AtomicBoolean killed = new AtomicBoolean();

        copy(WEIRD)
                .run(
                        (table, now, expected) -> {
                            if (killed.compareAndSet(false, true)) {
                                TestPostgres.killSessions(source);
                                TestPostgres.killSessions(target);
                            }
                        },
                        tables -> {});

        assertThat(killed).isTrue();
        assertSame(WEIRD);
    }

    private static void add(List<Copied> progress, Copied now) {
        synchronized (progress) {
            progress.add(now);
        }
    }

    private Pacer pacer() throws SQLException {
        Pacer pacer = stores.pacer();
        pacers.add(pacer);
        return pacer;
    }

    @AfterEach
    void stopLooking() {
        pacers.forEach(Pacer::close);
    }

    private DataCopy copy(String table) throws SQLException {
        return copy(table, 3);
    }

    private DataCopy copy(String table, int workers) throws SQLException {
        DataCopy copy = new DataCopy(
                CONTROL,
                7,
                stores.plan(table),
                () -> TestPostgres.connect(source),
                () -> TestPostgres.connect(target),
                workers,
                pacer(),
                TwoStores.patience());
        try (Connection connection = TestPostgres.connect(target)) {
            copy.begin(connection);
        }
        return copy;
    }

    private void assertSame(String table) throws SQLException {
        String digest = "SELECT count(*) || ' ' || md5(string_agg(t::text, ',' ORDER BY t::text COLLATE \"C\")) FROM \""
                + table.replace("\"", "\"\"") + "\" t";
        assertThat(query(target, digest)).isEqualTo(query(source, digest));
    }
}
