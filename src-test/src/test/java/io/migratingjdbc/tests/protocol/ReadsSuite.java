package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.tests.harness.Database;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries over both stores answer as one database with all rows does. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class ReadsSuite {
    private static final List<String> DEFINITIONS = List.of(
            "INSERT INTO definitions VALUES ('d1', 'first'), ('d2', 'second'), ('d3', 'third')",
            "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
            "ALTER TABLE orders ADD amount numeric(10, 2), ADD weight float8, ADD qty int, ADD big bigint, ADD due date,"
                    + " ADD at timestamptz, ADD mood mood, ADD tags text[], ADD data jsonb, ADD code char(5),"
                    + " ADD flag boolean, ADD took interval, ADD raw bytea, ADD title text, ADD definition text");

    private Connection both;
    private Connection one;

    /** @param store 0 or 1 */
    abstract Database newDatabase(int store, String name) throws SQLException;

    @BeforeAll
    void fill() throws SQLException {
        TestMigration migration =
                TestMigration.create(newDatabase(0, "initial"), newDatabase(1, "target"), plan -> plan);
        Database plain = newDatabase(0, "plain");
        plain.execute(TestMigration.SCHEMA);
        for (Database database : List.of(migration.initial, migration.target, plain)) {
            database.execute(DEFINITIONS.toArray(String[]::new));
        }
        migration.to(Phase.MIGRATION);
        for (int i = 1; i <= 40; i++) {
            Database store = i % 3 == 0 ? migration.target : migration.initial;
            String id = (i % 3 == 0 ? "b." : "a.") + String.format("%08d", i * 7919 % 1000);
            long number = i % 3 == 0 ? 1_000_000 + i : i;
            String[] rows = {
                "INSERT INTO instances VALUES ('%s', 'key%d', %s, %s)"
                        .formatted(id, i, i % 5 == 0 ? "NULL" : "'state" + i % 4 + "'", i % 7 == 0 ? "NULL" : i % 6),
                ("INSERT INTO tasks (id, instance_id, name) SELECT %d + g, '%s', 'task' || g %% 3 FROM"
                                + " generate_series(1, %d) g")
                        .formatted(number * 10, id, i % 4),
                ("INSERT INTO orders VALUES (%d, 'no%d', %s, %s, %d, %d, date '2024-01-01' + %d, timestamptz '2024-05-01"
                                + " 10:00Z' + interval '1 hour' * %d, '%s', array['t%d', 'x'], '{\"a\": %d}', 'c%d',"
                                + " %s, interval '1 minute' * %d, '\\x%02x', '%s', 'd%d')")
                        .formatted(
                                number,
                                i,
                                i % 6 == 0 ? "NULL" : i + ".50",
                                i % 8 == 0 ? "NULL" : i * 0.1,
                                i % 5,
                                i * 1_000_000_007L,
                                i % 9,
                                i % 11,
                                List.of("sad", "ok", "happy").get(i % 3 == 0 ? i % 2 : i % 3),
                                i % 4,
                                i % 3,
                                i % 6,
                                i % 4 == 0 ? "NULL" : i % 2 == 0,
                                i % 10,
                                i,
                                List.of("Title ", "title_", "\u00c4pfel", "apfel", "Zebra-", "zebra")
                                                .get(i % 6)
                                        + i % 13,
                                i % 4 + 1)
            };
            store.execute(rows);
            plain.execute(rows);
        }
        both = migration.connect();
        one = plain.connect();
    }

    @AfterAll
    void close() throws SQLException {
        both.close();
        one.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // rows
                "SELECT * FROM orders ORDER BY id",
                "SELECT id, amount FROM orders WHERE qty BETWEEN 1 AND 3 ORDER BY amount DESC NULLS LAST, id",
                "SELECT number FROM orders ORDER BY qty DESC, id",
                "SELECT number FROM orders ORDER BY -qty, lower(number), id LIMIT 7 OFFSET 3",
                "SELECT o.* FROM orders o ORDER BY length(title) DESC, o.id DESC FETCH FIRST 5 ROWS ONLY",
                "SELECT title, number AS qty FROM orders ORDER BY qty",
                "SELECT id FROM orders ORDER BY mood DESC, id",
                "SELECT id, took FROM orders ORDER BY took, id LIMIT 20",
                "SELECT id FROM orders ORDER BY tags, id",
                "SELECT id FROM orders ORDER BY data -> 'a' NULLS FIRST, id DESC",
                "SELECT id, code FROM orders ORDER BY code, id",
                "SELECT i.id, t.name FROM instances i JOIN tasks t ON t.instance_id = i.id ORDER BY i.n, t.name, t.id",
                "SELECT i.id, t.name FROM instances i LEFT JOIN tasks t ON t.instance_id = i.id AND t.name = 'task1'"
                        + " ORDER BY i.id, t.id",
                "SELECT o.id, d.body FROM orders o LEFT JOIN definitions d ON d.id = o.definition ORDER BY o.id",
                "SELECT d.id, o.id FROM definitions d LEFT JOIN orders o ON o.definition = d.id AND o.qty = 4"
                        + " ORDER BY d.id, o.id",
                "SELECT i.id FROM instances i WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.instance_id = i.id AND"
                        + " t.name = 'task2') ORDER BY i.id",
                "SELECT i.id, (SELECT count(*) FROM tasks t WHERE t.instance_id = i.id) AS c FROM instances i"
                        + " ORDER BY c DESC, i.id LIMIT 9",
                "SELECT i.id FROM instances i WHERE i.id NOT IN (SELECT instance_id FROM tasks) ORDER BY i.id",
                "SELECT id FROM orders WHERE qty > (SELECT avg(qty) FROM orders) ORDER BY id",
                // aggregates
                "SELECT count(*), sum(qty), sum(big), sum(amount), min(title), max(title), min(at), max(due) FROM orders",
                "SELECT avg(qty), avg(big), avg(amount), round(avg(amount), 1) AS r FROM orders",
                "SELECT count(DISTINCT qty), sum(DISTINCT amount), avg(DISTINCT qty), count(*) FROM orders",
                "SELECT sum(qty), avg(amount), count(amount), count(*) FROM orders WHERE qty > 100",
                "SELECT qty, count(*) FROM orders GROUP BY qty ORDER BY qty",
                "SELECT qty, count(*), sum(amount), avg(amount), max(number) FROM orders GROUP BY qty"
                        + " HAVING count(*) > 6 ORDER BY 2 DESC, 1",
                "SELECT mood, bool_and(flag), bool_or(flag), sum(took) FROM orders GROUP BY mood ORDER BY mood",
                "SELECT date_trunc('month', due) AS m, sum(qty) * 2 + count(*) AS x FROM orders GROUP BY m ORDER BY m",
                "SELECT qty % 2 AS odd, count(*) FILTER (WHERE flag) AS flags FROM orders GROUP BY qty % 2 ORDER BY odd",
                "SELECT code, count(DISTINCT qty) FROM orders GROUP BY code ORDER BY count(DISTINCT qty) DESC, code",
                "SELECT d.body, count(*), sum(o.amount) FROM orders o JOIN definitions d ON d.id = o.definition"
                        + " GROUP BY d.body ORDER BY d.body",
                "SELECT i.state, count(t.id) FROM instances i LEFT JOIN tasks t ON t.instance_id = i.id"
                        + " GROUP BY i.state ORDER BY 2, 1",
                "SELECT string_agg(number, ',' ORDER BY id) FROM orders",
                "SELECT qty, array_agg(id ORDER BY id) FROM orders GROUP BY qty ORDER BY qty",
                "SELECT stddev(qty), count(*) FROM orders",
                "SELECT qty, mood, count(*) FROM orders GROUP BY ROLLUP (qty, mood) ORDER BY qty, mood, 3",
                "SELECT coalesce(sum(amount), 0) FROM orders WHERE number = 'none'",
                "SELECT max(n) - min(n), count(state) FROM instances",
                // distinct, sets, windows, nested
                "SELECT DISTINCT qty FROM orders ORDER BY qty DESC",
                "SELECT DISTINCT title, qty FROM orders ORDER BY title, qty LIMIT 5",
                "SELECT DISTINCT ON (qty) qty, id FROM orders ORDER BY qty, id DESC",
                "SELECT number FROM orders WHERE qty = 1 UNION SELECT business_key FROM instances WHERE n = 2 ORDER BY 1",
                "SELECT qty FROM orders EXCEPT SELECT n FROM instances WHERE n < 3 ORDER BY 1",
                "SELECT qty FROM orders INTERSECT ALL SELECT n FROM instances ORDER BY 1",
                "SELECT id, rank() OVER (PARTITION BY qty ORDER BY amount, id) FROM orders ORDER BY id",
                "WITH big AS (SELECT * FROM orders WHERE qty > 2) SELECT b.qty, count(*) FROM big b GROUP BY b.qty"
                        + " ORDER BY b.qty",
                "SELECT s.q, count(*) FROM (SELECT qty AS q FROM orders WHERE flag) s GROUP BY s.q ORDER BY s.q",
                "SELECT a.id, b.id FROM orders a JOIN orders b ON b.qty = a.qty AND b.id < a.id ORDER BY a.id, b.id",
                "SELECT o.number, s.value FROM orders o, settings s ORDER BY o.number",
                "SELECT t.name, count(*) FROM tasks t GROUP BY t.name ORDER BY t.name",
                "SELECT number FROM orders WHERE qty IN (1, 2) AND code = 'c3' UNION SELECT number FROM orders WHERE"
                        + " qty = 3 ORDER BY 1",
                "SELECT a.id, b.id FROM orders a LEFT JOIN orders b ON b.qty = a.qty AND b.qty = 4 AND b.id < a.id"
                        + " WHERE a.flag ORDER BY 1, 2",
                "SELECT a.id FROM orders a LEFT JOIN orders b ON b.id = a.id + 1 WHERE b.title = 'zebra5' ORDER BY 1",
                "SELECT a.id FROM orders a WHERE NOT EXISTS (SELECT 1 FROM orders b WHERE b.qty = 1 AND b.at = a.at)"
                        + " ORDER BY 1",
                "WITH RECURSIVE r AS (SELECT id, qty FROM orders WHERE qty = 0 UNION SELECT o.id, o.qty FROM orders o"
                        + " JOIN r ON o.qty = r.qty + 1) SELECT count(*) FROM r",
                "SELECT id FROM orders ORDER BY title, id",
                "SELECT title FROM orders ORDER BY title DESC, id LIMIT 6 OFFSET 4",
                "SELECT title, id FROM orders WHERE title > 'm' ORDER BY 1, 2",
                "SELECT DISTINCT lower(title) AS l FROM orders ORDER BY l DESC",
                "SELECT min(title), max(title), count(DISTINCT title) FROM orders",
                "SELECT title FROM orders ORDER BY title COLLATE \"C\", id",
                "SELECT exists (SELECT 1 FROM orders WHERE number = 'no3')",
                "SELECT 'x', 1 + 1, count(*) FROM orders",
                // what names, positions and operators mean
                "SELECT -qty AS qty, id FROM orders ORDER BY (qty), id",
                "SELECT id, title FROM orders ORDER BY (2), id",
                "SELECT title COLLATE \"en-x-icu\", id FROM orders ORDER BY 1, 2",
                "SELECT i.*, t.name AS task FROM instances i JOIN tasks t ON t.instance_id = i.id ORDER BY id, t.id",
                "SELECT qty, qty + 1, 2 * qty + 1 + count(*) * 0 FROM orders GROUP BY 1, 2 ORDER BY 1",
                "SELECT qty, count(*) FROM orders GROUP BY qty, qty + 1 HAVING 2 * qty + 1 > 5 ORDER BY 1",
                "SELECT -qty AS qty, qty AS w, count(*) FROM orders GROUP BY 1, 2 ORDER BY (qty)",
                "SELECT max(at) - interval '1' day, max(at)::timestamp with time zone FROM orders",
                "SELECT sum(amount)::double precision FROM orders",
                "SELECT qty, count(*), now() > '2020-01-01' AS later FROM orders GROUP BY qty ORDER BY qty",
                "SELECT count(*) FROM (SELECT qty, now() AS t FROM orders GROUP BY qty) s",
                "SELECT count(DISTINCT now()), count(DISTINCT pg_backend_pid()) FROM orders",
                "SELECT 1 FROM orders HAVING true",
                "SELECT DISTINCT ROW(qty, mood) FROM orders ORDER BY 1",
                "SELECT DISTINCT i FROM instances i ORDER BY 1",
                // how a text may end
                "SELECT DISTINCT qty FROM orders ORDER BY qty;",
                "SELECT DISTINCT qty FROM orders ORDER BY qty -- all of them",
                "SELECT id FROM orders ORDER BY mood, id -- in their order",
                "SELECT qty, count(*) FROM orders GROUP BY qty ORDER BY qty;",
                "SELECT id, rank() OVER (ORDER BY id) FROM orders ORDER BY id -- ranked"
            })
    void answersAsOneDatabase(String sql) throws SQLException {
        assertThat(answer(both, sql)).isEqualTo(answer(one, sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT number, qty * ? AS x FROM orders WHERE qty >= ? ORDER BY qty + ?, id LIMIT ? OFFSET ?",
                "SELECT DISTINCT qty * ? AS x, title FROM orders WHERE qty >= ? ORDER BY title, x LIMIT 2 + ? OFFSET ? + ?",
                "SELECT title, sum(qty * ?) FROM orders WHERE qty >= ? GROUP BY title HAVING sum(qty) > ? ORDER BY 2 DESC, 1"
                        + " LIMIT ? OFFSET ?",
                "SELECT number, qty * ? + ? - ? AS x FROM orders ORDER BY qty * ? - ?, id",
                "SELECT o.qty + ?, (SELECT count(*) FROM tasks WHERE name = 'task' || ?) + ? FROM orders o ORDER BY o.id"
                        + " LIMIT ? OFFSET ?"
            })
    void takesTheValuesOfEachExecution(String sql) throws SQLException {
        int[][] executions = {{2, 1, 3, 7, 2}, {5, 0, 1, 3, 0}, {1, 2, 2, 100, 11}};
        try (PreparedStatement here = both.prepareStatement(sql);
                PreparedStatement there = one.prepareStatement(sql)) {
            for (int[] values : executions) {
                for (int i = 0; i < values.length; i++) {
                    here.setInt(i + 1, values[i]);
                    there.setInt(i + 1, values[i]);
                }
                assertThat(rows(here.executeQuery())).isEqualTo(rows(there.executeQuery()));
            }
        }
    }

    /** The same text, with a parameter that gives a column its type. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT DISTINCT qty * ? AS x FROM orders ORDER BY 1",
                "SELECT qty * ? AS x, count(*) FROM orders GROUP BY 1 ORDER BY 1",
                "SELECT id, coalesce(amount, 0) * ? FROM orders ORDER BY 2, id"
            })
    void takesTheTypesOfEachExecution(String sql) throws SQLException {
        for (Object value : List.of(2, new BigDecimal("0.5"), 3L)) {
            try (PreparedStatement here = both.prepareStatement(sql);
                    PreparedStatement there = one.prepareStatement(sql)) {
                here.setObject(1, value);
                there.setObject(1, value);
                assertThat(rows(here.executeQuery())).isEqualTo(rows(there.executeQuery()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM orders ORDER BY id",
                "SELECT DISTINCT qty FROM orders ORDER BY qty",
                "SELECT qty, count(*) FROM orders GROUP BY qty ORDER BY qty",
                "SELECT id FROM orders UNION SELECT 0 ORDER BY 1"
            })
    void scrolls(String sql) throws SQLException {
        try (PreparedStatement here =
                        both.prepareStatement(sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY);
                PreparedStatement there =
                        one.prepareStatement(sql, ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY)) {
            ResultSet left = here.executeQuery();
            ResultSet right = there.executeQuery();
            for (ResultSet rows : List.of(left, right)) {
                rows.last();
                rows.previous();
                rows.relative(-1);
            }
            assertThat(left.getRow()).isEqualTo(right.getRow());
            assertThat(left.getLong(1)).isEqualTo(right.getLong(1));
            assertThat(left.getStatement()).isSameAs(here);
        }
    }

    private static List<List<String>> rows(ResultSet result) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                row.add(result.getString(i));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> answer(Connection connection, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet result = statement.executeQuery()) {
            ResultSetMetaData metadata = result.getMetaData();
            List<String> head = new ArrayList<>();
            for (int i = 1; i <= metadata.getColumnCount(); i++) {
                head.add(metadata.getColumnLabel(i) + " " + metadata.getColumnTypeName(i));
            }
            rows.add(head);
            rows.addAll(rows(result));
        }
        return rows;
    }
}
