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
}
