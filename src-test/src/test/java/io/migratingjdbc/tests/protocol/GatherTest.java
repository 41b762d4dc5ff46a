package io.migratingjdbc.tests.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.migratingjdbc.internal.model.Phase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries for which one store's rows are brought to the other. */
class GatherTest {
    private TestMigration migration;
    private Connection connection;

    /** Four orders in the initial store, two in the target, and a bound of three. */
    @BeforeEach
    void fill() throws SQLException {
        migration = TestMigration.create();
        migration.to(Phase.MIGRATION);
        migration.initial.execute("INSERT INTO orders (id, number) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')");
        migration.target.execute("INSERT INTO orders (id, number) VALUES (1000001, 'e'), (1000002, 'f')");
        connection = DriverManager.getConnection(migration.url() + "&migrating.gather-rows=3");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private List<String> query(String sql) throws SQLException {
        List<String> answer = new ArrayList<>();
        try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
            while (rows.next()) {
                answer.add(rows.getString(1));
            }
        }
        return answer;
    }

    @Test
    void theStoreWithFewerRowsGives() throws SQLException {
        assertThat(query("SELECT rank() OVER (ORDER BY number) FROM orders ORDER BY 1"))
                .containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void moreThanTheBoundIsRefusedWithoutHarm() throws SQLException {
        migration.target.execute("INSERT INTO orders (id, number) VALUES (1000003, 'g'), (1000004, 'h')");
        connection.setAutoCommit(false);
        assertThatThrownBy(() -> query("SELECT rank() OVER (ORDER BY number) FROM orders"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("migrating.gather-rows=3");
        assertThatThrownBy(() -> query("SELECT number, count(*) FROM orders GROUP BY number"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("migrating.gather-rows=3");
        assertThat(query("SELECT number FROM orders ORDER BY number")).hasSize(8);
    }

    @Test
    void onlyRowsThatTheConditionsAllowAreBrought() throws SQLException {
        migration.target.execute("INSERT INTO orders (id, number) VALUES (1000003, 'g'), (1000004, 'h')");
        assertThat(query("SELECT rank() OVER (ORDER BY number) FROM orders WHERE number IN ('a', 'g', 'x')"))
                .containsExactly("1", "2");
    }

    @Test
    void whatATableAloneCanGiveIsRefusedWithoutHarm() throws SQLException {
        connection.setAutoCommit(false);
        assertThatThrownBy(() -> query("SELECT o.id, o.number, count(*) OVER () FROM orders o GROUP BY o.id"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("GROUP BY");
        assertThatThrownBy(() -> query("SELECT ctid FROM orders UNION SELECT NULL"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessageContaining("ctid");
        assertThat(query("SELECT count(*) FROM orders")).containsExactly("6");
    }

    @Test
    void theTransactionsOwnChangesCount() throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement().execute("DELETE FROM orders WHERE id = 2");
        assertThat(query("SELECT number FROM orders UNION SELECT 'z' ORDER BY 1"))
                .containsExactly("a", "c", "d", "e", "f", "z");
        assertThat(query("SELECT max(number) || count(*) FROM orders")).containsExactly("f5");
        connection.rollback();
    }

    @Test
    void anErrorIsTheDatabasesOwn() {
        assertThatThrownBy(() -> query("SELECT nothing FROM orders UNION SELECT 1"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
        assertThatThrownBy(() -> query("SELECT sum(nothing) FROM orders GROUP BY number"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42703"));
        assertThatThrownBy(() -> query("SELECT sum(1 / (id - id)) FROM orders"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));
    }

    private void inBothStores(String... sql) throws SQLException {
        migration.initial.execute(sql);
        migration.target.execute(sql);
    }

    @Test
    void aTableIsTheOneThatTheSearchPathFinds() throws SQLException {
        inBothStores("CREATE SCHEMA other", "CREATE TABLE other.orders (LIKE orders)");
        migration.initial.execute("INSERT INTO other.orders VALUES (7, 'x')");
        String ranks = "SELECT number || rank() OVER (ORDER BY id) FROM orders ORDER BY 1";
        assertThat(query(ranks)).containsExactly("a1", "b2", "c3", "d4", "e5", "f6");
        connection.createStatement().execute("SET search_path = other, public");
        assertThat(query(ranks)).containsExactly("x1");
        assertThat(query("SELECT number FROM public.orders UNION SELECT number FROM orders ORDER BY 1"))
                .containsExactly("a", "b", "c", "d", "e", "f", "x");
    }

    @Test
    void columnsMayBeAddedAndBeInAnotherOrder() throws SQLException {
        assertThat(query("SELECT count(*) FROM orders o, orders p WHERE o.id <= p.id"))
                .containsExactly("21");
        migration.initial.execute(
                "ALTER TABLE orders ADD first text DEFAULT 'first', ADD second text DEFAULT 'second'");
        migration.target.execute("ALTER TABLE orders ADD second text DEFAULT 'second', ADD first text DEFAULT 'first'");
        assertThat(query("SELECT first || rank() OVER (PARTITION BY first, second ORDER BY id) FROM orders"))
                .containsExactly("first1", "first2", "first3", "first4", "first5", "first6");
        assertThat(query("SELECT first FROM (SELECT DISTINCT * FROM orders) o")).containsOnly("first");
        assertThat(query("SELECT first FROM orders ORDER BY length(first), id")).containsOnly("first");
    }

    @Test
    void columnsThatWereExchangedAreNotMixedUp() throws SQLException {
        inBothStores("ALTER TABLE orders ADD a text DEFAULT 'a', ADD b text DEFAULT 'b'");
        String joined = "SELECT o.b FROM orders o JOIN orders p ON o.number = p.number";
        assertThat(query(joined)).containsOnly("b");
        inBothStores("ALTER TABLE orders DROP a", "ALTER TABLE orders ADD a text DEFAULT 'a'");
        connection.setAutoCommit(false);
        assertThatThrownBy(() -> query(joined)).hasMessageContaining("columns of a table were altered");
        connection.rollback();
        assertThat(query(joined)).containsOnly("b");
        connection.commit();
        inBothStores("ALTER TABLE orders DROP b", "ALTER TABLE orders ADD b text DEFAULT 'b'");
        connection.setAutoCommit(true);
        assertThat(query(joined)).containsOnly("b");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void floatsTravelWithAllTheirDigits(boolean autoCommit) throws SQLException {
        inBothStores("ALTER TABLE orders ADD weight float8 DEFAULT 0.1::float8 + 0.2::float8");
        connection.setAutoCommit(autoCommit);
        connection.createStatement().execute("SET extra_float_digits = 0");
        assertThat(query("SELECT count(*) FROM orders o JOIN orders p ON o.weight = p.weight"))
                .containsExactly("36");
        assertThat(query("SELECT count(*) FROM orders GROUP BY weight")).containsExactly("6");
        assertThat(query("SELECT weight FROM orders GROUP BY weight")).containsExactly("0.3");
        assertThat(query("SHOW extra_float_digits")).containsExactly("0");
    }

    /** As it shows when it ended in one store and was launched in the other between the two reads. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT number, id FROM orders ORDER BY number",
                "SELECT number, id FROM orders ORDER BY took, number",
                "SELECT number, id FROM orders ORDER BY took, number LIMIT 6",
                "SELECT DISTINCT number, id FROM orders ORDER BY number",
                "SELECT number, max(id) AS id, count(*) FROM orders GROUP BY number HAVING count(*) = 1 ORDER BY number",
                "SELECT number, id, rank() OVER () FROM orders ORDER BY number"
            })
    void anEntityThatMovedMeanwhileIsThereOnce(String sql) throws SQLException {
        inBothStores("ALTER TABLE orders ADD took interval DEFAULT '1 day'");
        migration.initial.execute("DELETE FROM orders WHERE number = 'd'");
        migration.target.execute("INSERT INTO orders (id, number) VALUES (1000003, 'b')");
        assertThat(query(sql)).containsExactly("a", "b", "c", "e", "f");
        try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            rows.next();
            assertThat(rows.getLong("id")).as("the accepting store's").isEqualTo(1000003);
        }
    }
}
