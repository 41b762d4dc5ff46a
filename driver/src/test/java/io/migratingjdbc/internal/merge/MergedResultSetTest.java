package io.migratingjdbc.internal.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.sql.QueryShape.OrderItem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MergedResultSetTest {
    private static TwoStores stores;

    @BeforeAll
    static void open() throws SQLException {
        stores = new TwoStores();
    }

    @AfterAll
    static void close() throws SQLException {
        stores.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        stores.everywhere("DROP TABLE IF EXISTS orders, lines, persons");
        stores.everywhere("CREATE TABLE orders (number numeric PRIMARY KEY, note text)");
        stores.inAccepting("INSERT INTO orders VALUES (1, 'one'), (3, 'three')");
        stores.inOther("INSERT INTO orders VALUES (2, NULL), (4, 'four')");
    }

    private static void refused(ThrowingCallable call, String state) {
        assertThatThrownBy(call)
                .isInstanceOf(SQLException.class)
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo(state);
    }

    private ResultSet merge(String sql, Window window, OrderItem... order) throws SQLException {
        Parts parts = stores.parts(sql);
        KeyColumns key = KeyColumns.of(parts.accepting().getMetaData(), TableName.of("orders"), List.of("number"));
        return Merge.rows(TwoStores.rows(order), parts, window, TextOrder.UNKNOWN, key, null);
    }

    private static OrderItem by(int position) {
        return new OrderItem(position, null, false, null);
    }

    @Test
    void concatenatesWithoutAnOrder() throws SQLException {
        assertThat(TwoStores.column(merge("SELECT number FROM orders", Window.ALL), 1))
                .containsExactly("1", "3", "2", "4");
        assertThat(TwoStores.column(merge("SELECT number FROM orders LIMIT 3", new Window(2L, 1)), 1))
                .containsExactly("3", "2");
        assertThat(TwoStores.column(merge("SELECT number FROM orders LIMIT 0", new Window(0L, 0)), 1))
                .isEmpty();
    }

    @Test
    void knowsWhereItIs() throws SQLException {
        Statement statement = stores.whole.createStatement();
        Parts parts = stores.parts("SELECT * FROM orders ORDER BY number");
        ResultSet rows = Merge.rows(
                TwoStores.rows(by(1)), parts, new Window(2L, 1), TextOrder.UNKNOWN, KeyColumns.NONE, statement);
        assertThat(rows.isBeforeFirst()).isTrue();
        assertThat(rows.getRow()).isZero();
        refused(() -> rows.getString(1), "24000");
        refused(rows::wasNull, "24000");

        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt("number")).isEqualTo(2);
        assertThat(rows.getString("NOTE")).isNull();
        assertThat(rows.wasNull()).isTrue();
        assertThat(rows.isFirst()).isTrue();
        assertThat(rows.isBeforeFirst()).isFalse();
        assertThat(rows.getRow()).isEqualTo(1);

        assertThat(rows.next()).isTrue();
        assertThat(rows.getObject("note", String.class)).isEqualTo("three");
        assertThat(rows.wasNull()).isFalse();
        assertThat(rows.isFirst()).isFalse();
        assertThat(rows.getRow()).isEqualTo(2);

        assertThat(rows.next()).isFalse();
        assertThat(rows.next()).isFalse();
        assertThat(rows.isAfterLast()).isTrue();
        assertThat(rows.getRow()).isZero();
        refused(() -> rows.getString(1), "24000");

        assertThat(rows.getStatement()).isSameAs(statement);
        assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo("note");
        assertThat(rows.findColumn("note")).isEqualTo(2);
        assertThat(rows.getType()).isEqualTo(ResultSet.TYPE_FORWARD_ONLY);
        assertThat(rows.getConcurrency()).isEqualTo(ResultSet.CONCUR_READ_ONLY);
        assertThat((Throwable) rows.getWarnings()).isNull();
        rows.setFetchSize(7);
        assertThat(parts.other().getFetchSize()).isEqualTo(7);
    }

    @Test
    void anEmptyResultIsNeitherBeforeNorAfter() throws SQLException {
        ResultSet rows = merge("SELECT number FROM orders WHERE false", Window.ALL);
        assertThat(rows.isBeforeFirst()).isFalse();
        assertThat(rows.next()).isFalse();
        assertThat(rows.isAfterLast()).isFalse();
        assertThat(merge("SELECT number FROM orders", new Window(null, 4)).isBeforeFirst())
                .isFalse();
    }

    @Test
    void goesForwardOnlyAndCannotBeUpdatedThrough() throws SQLException {
        ResultSet rows = merge("SELECT * FROM orders", Window.ALL);
        assertThat(rows.next()).isTrue();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                rows::previous,
                rows::first,
                rows::last,
                rows::beforeFirst,
                rows::afterLast,
                rows::isLast,
                rows::getCursorName,
                () -> rows.absolute(1),
                () -> rows.relative(1),
                () -> rows.setFetchDirection(ResultSet.FETCH_REVERSE),
                () -> rows.unwrap(org.postgresql.jdbc.PgResultSet.class))) {
            refused(call, "0A000");
        }
        assertThatThrownBy(() -> rows.updateString("note", "x")).isInstanceOf(SQLException.class);
        assertThatThrownBy(rows::deleteRow).isInstanceOf(SQLException.class);
        assertThat(rows.isWrapperFor(org.postgresql.jdbc.PgResultSet.class)).isFalse();
        ResultSet unwrapped = rows.unwrap(ResultSet.class);
        assertThat(unwrapped).isSameAs(rows);

        Parts updatable = new Parts(updatable(stores.accepting), updatable(stores.other));
        assertThatThrownBy(() -> Merge.returning(updatable, null))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("CONCUR_READ_ONLY");
    }

    private static ResultSet updatable(Connection connection) throws SQLException {
        return connection
                .createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_UPDATABLE)
                .executeQuery("SELECT * FROM orders");
    }

    @Test
    void closesBothParts() throws SQLException {
        Parts parts = stores.parts("SELECT * FROM orders");
        ResultSet rows = Merge.returning(parts, null);
        assertThat(rows.isClosed()).isFalse();
        rows.close();
        rows.close();
        assertThat(parts.accepting().isClosed()).isTrue();
        assertThat(parts.other().isClosed()).isTrue();
        assertThat(rows.isClosed()).isTrue();
        refused(rows::next, "55000");
        refused(() -> rows.getString(1), "55000");
        refused(rows::getMetaData, "55000");
    }

    @Test
    void endsWithItsParts() throws SQLException {
        Parts parts = stores.parts("SELECT * FROM orders");
        ResultSet rows = Merge.returning(parts, null);
        parts.other().getStatement().close();
        assertThat(rows.isClosed()).isTrue();
        refused(rows::next, "55000");
    }

    @Test
    void returnedRowsOfBothStoresAreOneResult() throws SQLException {
        ResultSet rows = Merge.returning(stores.parts("DELETE FROM orders RETURNING number"), null);
        assertThat(TwoStores.column(rows, 1)).containsExactly("1", "3", "2", "4");
    }

    @Test
    void refusesWhatTheColumnsDoNotAllow() throws SQLException {
        for (String other : List.of("SELECT 1 AS a, 2 AS b", "SELECT 1 AS b", "SELECT 'x' AS a")) {
            Parts parts =
                    new Parts(TwoStores.query(stores.accepting, "SELECT 1 AS a"), TwoStores.query(stores.other, other));
            assertThatThrownBy(() -> Merge.returning(parts, null))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageContaining("different columns");
        }
    }

    @Test
    void anEntityThatMovedBetweenTheReadsShowsOnce() throws SQLException {
        TwoStores.execute(stores.accepting, "INSERT INTO orders VALUES (2.00, 'again'), (4, 'again')");
        String sql = "SELECT note, number AS n FROM orders";
        assertThat(TwoStores.column(merge(sql, Window.ALL), 1)).containsExactly("one", "three", "again", "again");
        assertThat(TwoStores.column(merge(sql + " WHERE number = 2", Window.ALL), 1))
                .containsExactly("again");
        assertThat(TwoStores.column(merge(sql + " ORDER BY number", Window.ALL, by(2)), 1))
                .containsExactly("one", "again", "three", "again");
        // With another order the first row that was given out stays.
        assertThat(TwoStores.column(merge(sql + " ORDER BY number DESC", Window.ALL, descending(2)), 2))
                .containsExactly("4", "3", "2.00", "1");
    }

    private static OrderItem descending(int position) {
        return new OrderItem(position, null, true, null);
    }

    @Test
    void allRowsOfAnEntityComeFromOneStore() throws SQLException {
        stores.everywhere("CREATE TABLE lines (number numeric, line int)");
        TwoStores.execute(stores.accepting, "INSERT INTO orders VALUES (2, 'again')");
        TwoStores.execute(stores.accepting, "INSERT INTO lines VALUES (2, 5), (2, 6)");
        TwoStores.execute(stores.other, "INSERT INTO lines VALUES (2, 1), (2, 9)");
        String sql = "SELECT line, o.number FROM orders o JOIN lines l ON l.number = o.number";
        assertThat(TwoStores.column(merge(sql, Window.ALL), 1)).containsExactly("5", "6");
        assertThat(TwoStores.column(merge(sql + " ORDER BY line", Window.ALL, by(1)), 1))
                .containsExactly("1", "9");
    }

    @Test
    void aRowThatTheLimitCutOffIsNotMissedSilently() throws SQLException {
        stores.everywhere("CREATE TABLE lines (number numeric, line int)");
        TwoStores.execute(stores.accepting, "INSERT INTO orders VALUES (2, 'again'); INSERT INTO lines VALUES (2, 1)");
        TwoStores.execute(stores.other, "INSERT INTO lines VALUES (2, 2), (2, 3), (4, 4)");
        String sql = "SELECT line, o.number FROM orders o JOIN lines l ON l.number = o.number ORDER BY line";
        assertThat(TwoStores.column(merge(sql, Window.ALL, by(1)), 1)).containsExactly("1", "4");
        assertThat(TwoStores.column(merge(sql + " LIMIT 1", new Window(1L, 0), by(1)), 1))
                .containsExactly("1");
        ResultSet rows = merge(sql + " LIMIT 2", new Window(2L, 0), by(1));
        assertThat(rows.next()).isTrue();
        assertThatThrownBy(rows::next).isInstanceOf(DuplicateEntity.class);
    }

    @Test
    void aKeyIsKnownByItsOriginNotByItsLabel() throws SQLException {
        stores.everywhere("CREATE TABLE persons (number numeric)");
        for (String noKey : List.of(
                "SELECT note AS number FROM orders",
                "SELECT number + 0 AS number FROM orders",
                "SELECT number FROM persons",
                "SELECT a.number, b.number FROM orders a, orders b")) {
            assertThat(key(noKey)).as(noKey).isEqualTo(KeyColumns.NONE);
        }
        assertThat(key("SELECT p.number, o.number AS x FROM orders o, persons p"))
                .isEqualTo(new KeyColumns(List.of(2)));
    }

    private KeyColumns key(String sql) throws SQLException {
        try (ResultSet rows = TwoStores.query(stores.accepting, sql)) {
            return KeyColumns.of(rows.getMetaData(), TableName.of("orders"), List.of("number"));
        }
    }

    @Test
    void windowsFollowTheDatabase() throws SQLException {
        assertThat(Window.of(null, null)).isEqualTo(Window.ALL);
        assertThat(Window.of(3L, 4L).limitOfPart()).isEqualTo(7);
        refused(() -> Window.of(-1L, null), "2201W");
        refused(() -> Window.of(null, -1L), "2201X");
        refused(() -> Window.of(Long.MAX_VALUE, 1L).limitOfPart(), "0A000");
    }
}
