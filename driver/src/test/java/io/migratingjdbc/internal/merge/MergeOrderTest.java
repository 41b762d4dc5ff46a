package io.migratingjdbc.internal.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Random rows, orders and windows over two databases against the same query over one database holding both. */
class MergeOrderTest {
    private static final long SEED = 4711;
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.ofEntries(
            Map.entry("int4", List.of("-2147483648", "-1", "0", "1", "2147483647")),
            Map.entry("int8", List.of("-9223372036854775808", "-1", "0", "3000000000", "9223372036854775807")),
            Map.entry("numeric", List.of("NaN", "Infinity", "-Infinity", "1.0", "1.00", "10", "-0.001", "1e30")),
            Map.entry("float4", List.of("NaN", "Infinity", "-Infinity", "-0.0", "0.0", "0.1", "0.10000001", "-1e-30")),
            Map.entry("float8", List.of("NaN", "Infinity", "-Infinity", "-0.0", "0.0", "0.1", "1e300", "-1e-300")),
            Map.entry("bool", List.of("true", "false")),
            Map.entry("date", List.of("infinity", "-infinity", "0044-03-15 BC", "1969-12-31", "20000-01-01")),
            Map.entry(
                    "timestamp",
                    List.of(
                            "infinity",
                            "-infinity",
                            "0044-03-15 01:02 BC",
                            "2024-02-29 23:59:59.999999",
                            "1970-01-01")),
            Map.entry(
                    "timestamptz",
                    List.of(
                            "infinity",
                            "-infinity",
                            "2024-03-31 02:30+01",
                            "2024-03-31 01:30+00",
                            "0001-01-01 00:00+00")),
            Map.entry("time", List.of("00:00", "23:59:59.999999", "24:00:00", "12:00")),
            Map.entry(
                    "uuid",
                    List.of(
                            "00000000-0000-0000-0000-000000000001",
                            "7fffffff-ffff-ffff-ffff-ffffffffffff",
                            "80000000-0000-0000-0000-000000000000",
                            "80000000-0000-0000-8000-000000000000")),
            Map.entry("bytea", List.of("\\x", "\\x00", "\\x7f", "\\x80", "\\xff00", "\\xff")),
            Map.entry("text", List.of("", "a", "B", "ab", "a b", "\u00e4", "\uffee", "\ud83d\ude00", "Z")),
            Map.entry("char(5)", List.of("", "a", "a  ", "B", "ab", "\uffee", "\ud83d\ude00"))));
    private static final List<String> TYPES = List.copyOf(VALUES.keySet());

    private static TwoStores stores;

    @BeforeAll
    static void fill() throws SQLException {
        stores = new TwoStores();
        StringBuilder columns = new StringBuilder("id int");
        for (int i = 0; i < TYPES.size(); i++) {
            String type = TYPES.get(i);
            boolean text = type.equals("text") || type.startsWith("char");
            columns.append(", c").append(i).append(' ').append(type).append(text ? " COLLATE \"C\"" : "");
        }
        stores.everywhere("CREATE TABLE t (" + columns + ")");
        Random random = new Random(SEED);
        for (int id = 0; id < 120; id++) {
            String insert = "INSERT INTO t VALUES (" + id + row(random) + ")";
            if (random.nextInt(3) == 0) {
                stores.inOther(insert);
            } else {
                stores.inAccepting(insert);
            }
        }
    }

    @AfterAll
    static void close() throws SQLException {
        stores.close();
    }

    private static String row(Random random) {
        StringBuilder row = new StringBuilder();
        for (String type : TYPES) {
            List<String> values = VALUES.get(type);
            int chosen = random.nextInt(values.size() + 1);
            row.append(", ").append(chosen == values.size() ? "NULL" : "'" + values.get(chosen) + "'");
        }
        return row.toString();
    }

    @Test
    void eachTypeAloneInBothDirections() throws SQLException {
        for (int column = 0; column < TYPES.size(); column++) {
            for (boolean descending : new boolean[] {false, true}) {
                for (Boolean nullsFirst : new Boolean[] {null, true, false}) {
                    compare(List.of(new OrderItem(column + 2, null, descending, nullsFirst)), Window.ALL);
                }
            }
        }
    }

    @Test
    void randomOrdersAndWindows() throws SQLException {
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            List<OrderItem> order = new ArrayList<>();
            for (int items = random.nextInt(3); items >= 0; items--) {
                int column = random.nextInt(TYPES.size());
                Boolean nullsFirst = random.nextBoolean() ? null : (Boolean) random.nextBoolean();
                boolean byLabel = random.nextBoolean();
                order.add(new OrderItem(
                        byLabel ? 0 : column + 2, byLabel ? "c" + column : null, random.nextBoolean(), nullsFirst));
            }
            Long limit = random.nextBoolean() ? null : (Long) (long) random.nextInt(60);
            Long offset = random.nextBoolean() ? null : (Long) (long) random.nextInt(140);
            compare(order, Window.of(limit, offset));
        }
    }

    private static void compare(List<OrderItem> items, Window window) throws SQLException {
        List<OrderItem> order = new ArrayList<>(items);
        order.add(new OrderItem(1, null, false, null));
        String sql = "SELECT * FROM t ORDER BY "
                + String.join(", ", order.stream().map(MergeOrderTest::sql).toList());
        String limited = window.limitOfPart() == null ? sql : sql + " LIMIT " + window.limitOfPart();
        List<String> expected;
        try (ResultSet whole = TwoStores.query(
                stores.whole,
                sql + (window.limit() == null ? "" : " LIMIT " + window.limit()) + " OFFSET " + window.offset())) {
            expected = TwoStores.column(whole, 1);
        }
        try (ResultSet merged = Merge.rows(
                TwoStores.rows(order.toArray(OrderItem[]::new)),
                stores.parts(limited),
                window,
                TextOrder.BYTEWISE,
                KeyColumns.NONE,
                null)) {
            assertThat(TwoStores.column(merged, 1)).as(sql + " " + window).isEqualTo(expected);
        }
    }

    private static String sql(OrderItem item) {
        return (item.label() == null ? item.position() : item.label())
                + (item.descending() ? " DESC" : "")
                + (item.nullsFirst() == null ? "" : item.nullsFirst() ? " NULLS FIRST" : " NULLS LAST");
    }

    private static void refused(String sql, TextOrder text, OrderItem item, String... reasons) throws SQLException {
        Parts parts = stores.parts(sql);
        assertThatThrownBy(() -> {
                    try (ResultSet rows =
                            Merge.rows(TwoStores.rows(item), parts, Window.ALL, text, KeyColumns.NONE, null)) {
                        TwoStores.column(rows, 1);
                    }
                })
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContainingAll(reasons)
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("0A000");
        parts.close();
    }

    @Test
    void whatCannotBeOrderedExactlyIsRefused() throws SQLException {
        OrderItem first = new OrderItem(1, null, false, null);
        refused("SELECT 'a'::text", TextOrder.UNKNOWN, first, "collation C");
        refused("SELECT 'a'::char(3)", TextOrder.UNKNOWN, first, "collation C");
        for (String type : List.of("money", "interval", "timetz", "json", "int[]", "inet", "bit(3)", "name")) {
            refused("SELECT NULL::" + type, TextOrder.BYTEWISE, first, "the order of the type");
        }
        stores.everywhere("DROP TYPE IF EXISTS mood; CREATE TYPE mood AS ENUM ('sad', 'glad')");
        refused("SELECT 'sad'::mood", TextOrder.BYTEWISE, first, "the order of the type mood");
    }

    @Test
    void aLabelMustNameOneColumn() throws SQLException {
        OrderItem byLabel = new OrderItem(0, "a", false, null);
        refused("SELECT 1 AS a, 2 AS a", TextOrder.BYTEWISE, byLabel, "two columns");
        refused("SELECT 1 AS b", TextOrder.BYTEWISE, byLabel, "no such column");
    }

    @Test
    void aStoreThatOrdersOtherwiseIsNoticed() throws SQLException {
        refused(
                "SELECT * FROM (VALUES ('a'), ('B'), ('c')) v (x)",
                TextOrder.BYTEWISE,
                new OrderItem(1, null, false, null),
                "in another way");
    }

    @Test
    void aDatabaseIsAskedForItsOrder() throws SQLException {
        Connection admin = stores.whole;
        assertThat(orderOf(admin, "plain", "LOCALE 'C'", "c text")).isEqualTo(TextOrder.BYTEWISE);
        assertThat(orderOf(admin, "posix", "LOCALE 'C'", "c text COLLATE \"POSIX\", n name"))
                .isEqualTo(TextOrder.BYTEWISE);
        assertThat(orderOf(admin, "own", "LOCALE 'C'", "c text COLLATE \"unicode\""))
                .isEqualTo(TextOrder.UNKNOWN);
        assertThat(orderOf(admin, "icu", "LOCALE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'en'", "c text"))
                .isEqualTo(TextOrder.UNKNOWN);
        assertThat(orderOf(admin, "fast", "LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'", "c text"))
                .isEqualTo(TextOrder.BYTEWISE);
    }

    private static TextOrder orderOf(Connection admin, String name, String locale, String columns) throws SQLException {
        TwoStores.execute(admin, "CREATE DATABASE order_" + name + " TEMPLATE template0 ENCODING 'UTF8' " + locale);
        String url = admin.getMetaData().getURL().replaceFirst("/test_[0-9]+", "/order_" + name);
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres")) {
            TwoStores.execute(connection, "CREATE TABLE t (" + columns + ")");
            return TextOrder.read(connection);
        }
    }

    @Test
    void onlyByteOrderIsKnown() {
        assertThat(TextOrder.of("c", "C", "UTF8")).isEqualTo(TextOrder.BYTEWISE);
        assertThat(TextOrder.of("b", "C.UTF-8", "UTF8")).isEqualTo(TextOrder.BYTEWISE);
        assertThat(TextOrder.of("c", "en_US.UTF-8", "UTF8")).isEqualTo(TextOrder.UNKNOWN);
        assertThat(TextOrder.of("i", "C", "UTF8")).isEqualTo(TextOrder.UNKNOWN);
        assertThat(TextOrder.of("c", "C", "EUC_JP")).isEqualTo(TextOrder.UNKNOWN);
        assertThat(TextOrder.BYTEWISE.and(TextOrder.UNKNOWN)).isEqualTo(TextOrder.UNKNOWN);
    }
}
