package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The keyword lists are the server's own. */
class KeywordsTest {

    @Test
    void agreesWithTheServer() throws SQLException {
        try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase());
                Statement statement = connection.createStatement();
                ResultSet keywords = statement.executeQuery("SELECT word, catcode FROM pg_get_keywords()")) {
            int compared = 0;
            while (keywords.next()) {
                String word = keywords.getString(1);
                String category = keywords.getString(2);
                assertThat(Keywords.isReserved(word)).as(word).isEqualTo(category.equals("R") || category.equals("T"));
                assertThat(Keywords.isColumnOnly(word)).as(word).isEqualTo(category.equals("C"));
                compared++;
            }
            assertThat(compared).isGreaterThan(400);
        }
    }

    @Test
    void everyListedScalarFunctionReturnsOneValueAndIsNoAggregate() throws SQLException {
        String suspicious = "SELECT DISTINCT proname FROM pg_proc WHERE proretset OR prokind IN ('a', 'w')";
        try (Connection connection = DriverManager.getConnection(TestPostgres.newDatabase());
                Statement statement = connection.createStatement();
                ResultSet functions = statement.executeQuery(suspicious)) {
            while (functions.next()) {
                String name = functions.getString(1);
                assertThat(ScalarFunctions.contains(name)).as(name).isFalse();
            }
        }
    }
}
