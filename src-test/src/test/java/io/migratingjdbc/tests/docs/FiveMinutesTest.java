package io.migratingjdbc.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.MigratingDataSource;
import io.migratingjdbc.admin.Main;
import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's five minutes, with the README's own plan and commands, on a database with the tables that it speaks of and an empty one. */
class FiveMinutesTest {
    private static final String PLAN_OPTION = "--plan plan.properties";

    private final Database oldHost = EmbeddedStores.shared().get(0).newDatabase();
    private final Database newHost = EmbeddedStores.shared().get(1).newDatabase();

    @TempDir
    Path folder;

    FiveMinutesTest() throws SQLException {
        oldHost.execute(
                "CREATE TABLE products (name text PRIMARY KEY)",
                "CREATE TABLE orders (id text PRIMARY KEY, order_number text NOT NULL UNIQUE)",
                "CREATE TABLE positions (order_id text REFERENCES orders, product text REFERENCES products)");
    }

    @Test
    void areEnough() throws Exception {
        Path plan = plan();
        List<String> commands = commands();
        assertThat(commands).hasSize(8).first().isEqualTo("schema create");
        oldHost.execute("INSERT INTO products VALUES ('tea')");

        run(commands.get(0), plan);
        run(commands.get(1), plan);
        try (Connection connection = application(plan).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO orders VALUES ('a', '4711')");
            run(commands.get(2), plan);
            run(commands.get(3), plan);
            run(commands.get(4), plan);
            statement.execute("INSERT INTO orders VALUES ('b', '4712')");
            statement.execute("INSERT INTO positions (order_id, product) VALUES ('b', 'tea')");
            run(commands.get(5), plan);
            run(commands.get(6), plan);
            assertThat(statement.executeUpdate("DELETE FROM orders WHERE order_number = '4711'"))
                    .isOne();
            run(commands.get(7), plan);
        }

        assertThat(newHost.strings("SELECT order_number FROM orders")).containsExactly("4712");
        assertThat(newHost.strings("SELECT phase FROM migrating_migration")).containsExactly("COMPLETED");
    }

    private Path plan() throws IOException {
        String text = Page.snippets("properties").findFirst().orElseThrow().text();
        return Files.writeString(
                folder.resolve("plan.properties"),
                text.replace("jdbc:postgresql://old-host/shop", oldHost.url())
                        .replace("jdbc:postgresql://new-host/shop", newHost.url())
                        .replaceAll("(?m)^migrating\\.\\w+\\.(user|password)=.*\n", ""));
    }

    private MigratingDataSource application(Path plan) {
        MigratingDataSource source = new MigratingDataSource();
        source.setUrl(oldHost.migratingUrl(plan));
        return source;
    }

    /** Without the endless {@code --watch} and without the comments. */
    private static List<String> commands() {
        return Page.all().stream()
                .filter(page -> page.toString().equals("README.md"))
                .flatMap(page -> page.snippets().stream())
                .flatMap(snippet -> snippet.lines().stream())
                .filter(line -> line.startsWith("./migrating ") && line.contains(PLAN_OPTION))
                .map(line -> line.substring("./migrating ".length(), line.indexOf(PLAN_OPTION))
                        .replace("--watch", "")
                        .trim())
                .toList();
    }

    private static void run(String command, Path plan) {
        String[] words = Stream.concat(Stream.of(command.split("\\s+")), Stream.of("--plan", plan.toString()))
                .toArray(String[]::new);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(output, true, StandardCharsets.UTF_8);
        assertThat(Main.run(words, print, print))
                .as(() -> command + ":\n" + output.toString(StandardCharsets.UTF_8))
                .isZero();
    }
}
