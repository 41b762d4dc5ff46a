package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.sql.SqlRewriter.Restricted;
import io.migratingjdbc.internal.sql.SqlRewriter.RowCondition;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RestrictedTextTest {
    private static final String ORDERS = "(SELECT * FROM orders AS \"migrating.row\" WHERE own(\"migrating.row\"))";
    private static final String LINES = "(SELECT * FROM lines AS \"migrating.row\" WHERE own(\"migrating.row\"))";

    private static Restricted restricted(String sql) {
        StatementProfile profile = new JSqlAnalyzer().analyze(sql);
        assertThat(profile.unknownReason()).isNull();
        Map<Integer, RowCondition> conditions = new HashMap<>();
        profile.tables().stream()
                .filter(use -> !use.table().name().equals("other"))
                .forEach(use -> conditions.put(use.index(), row -> "own(" + row + ")"));
        return new JSqlRewriter().restricted(profile, conditions);
    }

    private static void becomes(String sql, String expected) {
        assertThat(restricted(sql)).isEqualTo(new Restricted(expected, null));
    }

    @Test
    void aTableThatIsReadBecomesANestedQuery() {
        becomes(
                "SELECT * FROM orders, other o WHERE n = ? FOR UPDATE",
                "SELECT * FROM " + ORDERS + " AS \"orders\", other o WHERE n = ? FOR UPDATE");
        becomes(
                "SELECT 1 FROM public.orders x LEFT JOIN lines ON true",
                "SELECT 1 FROM (SELECT * FROM public.orders AS \"migrating.row\" WHERE own(\"migrating.row\")) x"
                        + " LEFT JOIN " + LINES + " AS \"lines\" ON true");
        becomes(
                "WITH x AS (SELECT * FROM lines) SELECT * FROM x WHERE EXISTS (SELECT 1 FROM orders)",
                "WITH x AS (SELECT * FROM " + LINES + " AS \"lines\") SELECT * FROM x WHERE EXISTS (SELECT 1 FROM "
                        + ORDERS + " AS \"orders\")");
    }

    @Test
    void aQueryThatGroupsGetsAFurtherCondition() {
        becomes(
                "SELECT id, n, count(*) FROM orders o JOIN lines l ON l.o = o.id WHERE a OR b GROUP BY o.id",
                "SELECT id, n, count(*) FROM orders o JOIN lines l ON l.o = o.id WHERE ( a OR b) AND own(\"o\") AND"
                        + " own(\"l\") GROUP BY o.id");
        becomes(
                "SELECT * FROM (SELECT id, n FROM orders GROUP BY id) x",
                "SELECT * FROM (SELECT id, n FROM orders WHERE own(\"orders\") GROUP BY id) x");
        becomes(
                "SELECT count(*) FROM lines GROUP BY n UNION SELECT n FROM orders",
                "SELECT count(*) FROM lines WHERE own(\"lines\") GROUP BY n UNION SELECT n FROM " + ORDERS
                        + " AS \"orders\"");
    }

    @Test
    void oneThatAnOuterJoinFillsStaysANestedQueryEvenThere() {
        becomes(
                "SELECT o.id, count(l.id) FROM orders o LEFT JOIN lines l ON l.o = o.id GROUP BY o.id",
                "SELECT o.id, count(l.id) FROM orders o LEFT JOIN " + LINES
                        + " l ON l.o = o.id WHERE own(\"o\") GROUP BY o.id");
    }

    @Test
    void aWriteGetsAFurtherCondition() {
        becomes("UPDATE orders SET n = 1", "UPDATE orders SET n = 1 WHERE own(\"orders\")");
        becomes(
                "UPDATE orders AS o SET n = ? WHERE a OR b RETURNING id",
                "UPDATE orders AS o SET n = ? WHERE ( a OR b) AND own(\"o\") RETURNING id");
        becomes(
                "DELETE FROM orders USING lines l WHERE l.o = orders.id",
                "DELETE FROM orders USING " + LINES + " l WHERE ( l.o = orders.id) AND own(\"orders\")");
        becomes(
                "INSERT INTO orders (id) SELECT o FROM lines ON CONFLICT DO NOTHING",
                "INSERT INTO orders (id) SELECT o FROM " + LINES + " AS \"lines\" ON CONFLICT DO NOTHING");
    }

    @Test
    void whatOnlyATableCanDoIsAnObstacle() {
        assertThat(restricted("SELECT ctid FROM orders").obstacle()).contains("ctid");
        assertThat(restricted("SELECT * FROM ONLY orders").obstacle()).contains("ONLY");
        assertThat(restricted("DELETE FROM orders WHERE ctid IN (SELECT ctid FROM orders LIMIT 1)")
                        .obstacle())
                .contains("ctid");
    }
}
