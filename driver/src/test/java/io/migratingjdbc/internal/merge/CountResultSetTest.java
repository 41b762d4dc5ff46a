package io.migratingjdbc.internal.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CountResultSetTest {
    private static final String GETTERS = "get(Boolean|Byte|Short|Int|Long|Float|Double|BigDecimal|String|Object)";

    private static TwoStores stores;

    @BeforeAll
    static void open() throws SQLException {
        stores = new TwoStores();
    }

    @AfterAll
    static void close() throws SQLException {
        stores.close();
    }

    private static ResultSet counts(String accepting, String other, Window window) throws SQLException {
        Parts parts = new Parts(TwoStores.query(stores.accepting, accepting), TwoStores.query(stores.other, other));
        return Merge.counts(parts, window, null);
    }

    private static ResultSet sum(long accepting, long other) throws SQLException {
        return counts("SELECT " + accepting + "::int8 AS n", "SELECT " + other + "::int8 AS n", Window.ALL);
    }

    /** Every getter gives what the driver's own result gives, with the same SQLState on an error, or refuses. */
    @Test
    void readsAsTheDriversOwn() throws Exception {
        for (long value : new long[] {0, 1, 7, 200, 40_000, 3_000_000_000L, 9_007_199_254_740_993L, Long.MAX_VALUE}) {
            for (Method getter : ResultSet.class.getMethods()) {
                if (!getter.getName().matches(GETTERS)) {
                    continue;
                }
                for (Object[] arguments : arguments(getter)) {
                    try (ResultSet expected = TwoStores.query(stores.whole, "SELECT " + value + "::int8 AS n");
                            ResultSet actual = sum(value / 3, value - value / 3)) {
                        expected.next();
                        assertThat(actual.next()).isTrue();
                        assertThat(outcome(getter, actual, arguments))
                                .as(getter + " " + List.of(arguments) + " of " + value)
                                .isEqualTo(outcome(getter, expected, arguments));
                        assertThat(actual.wasNull()).isFalse();
                    }
                }
            }
        }
    }

    private static List<Object[]> arguments(Method getter) {
        Object column = getter.getParameterTypes()[0] == int.class ? (Object) 1 : "n";
        if (getter.getParameterCount() == 1) {
            Object wrong = column.equals(1) ? (Object) 2 : "m";
            return List.of(new Object[] {column}, new Object[] {wrong});
        }
        List<Object[]> all = new ArrayList<>();
        Class<?> second = getter.getParameterTypes()[1];
        if (second == Class.class) {
            for (Class<?> type : List.of(Long.class, BigInteger.class, Integer.class, String.class, Object.class)) {
                all.add(new Object[] {column, type});
            }
        } else {
            all.add(new Object[] {column, second == int.class ? (Object) 2 : Map.of()});
        }
        return all;
    }

    private static Object outcome(Method getter, ResultSet rows, Object[] arguments) throws IllegalAccessException {
        try {
            return getter.invoke(rows, arguments);
        } catch (InvocationTargetException thrown) {
            return thrown.getCause() instanceof SQLException error ? error.getSQLState() : thrown.getCause();
        }
    }

    @Test
    void addsUpEachColumnOfItsOneRow() throws SQLException {
        ResultSet rows =
                counts("SELECT 1::int8 AS a, 2::int8 AS b", "SELECT 10::int8 AS a, 20::int8 AS b", Window.of(5L, null));
        assertThat(rows.isBeforeFirst()).isTrue();
        assertThat(rows.next()).isTrue();
        assertThat(rows.isFirst() && rows.isLast()).isTrue();
        assertThat(rows.getLong("a")).isEqualTo(11);
        assertThat(rows.getInt(2)).isEqualTo(22);
        assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo("b");
        assertThat(rows.next()).isFalse();
        assertThat(rows.isAfterLast()).isTrue();
        assertThatThrownBy(() -> rows.getLong(1))
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("24000");
        rows.close();
        assertThatThrownBy(() -> rows.getLong(1))
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("55000");
    }

    @Test
    void theWindowMayLeaveTheRowOut() throws SQLException {
        assertThat(counts("SELECT 1::int8", "SELECT 1::int8", Window.of(null, 1L))
                        .next())
                .isFalse();
        assertThat(counts("SELECT 1::int8 LIMIT 0", "SELECT 1::int8 LIMIT 0", Window.of(0L, null))
                        .next())
                .isFalse();
    }

    @Test
    void refusesWhatIsNoCount() throws SQLException {
        assertThatThrownBy(() -> counts("SELECT 1.5 AS n", "SELECT 1.5 AS n", Window.ALL))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("not a bigint");
        assertThatThrownBy(() -> counts("SELECT 1::int8 AS n WHERE false", "SELECT 1::int8 AS n", Window.ALL))
                .isInstanceOf(SQLFeatureNotSupportedException.class);
        ResultSet rows = sum(1, 2);
        assertThat(rows.next()).isTrue();
        assertThatThrownBy(() -> rows.getCharacterStream(1)).isInstanceOf(SQLFeatureNotSupportedException.class);
        assertThatThrownBy(() -> rows.getTimestamp("n")).isInstanceOf(SQLFeatureNotSupportedException.class);
    }
}
