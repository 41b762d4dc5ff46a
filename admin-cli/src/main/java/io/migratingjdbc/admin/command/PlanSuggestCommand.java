package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.schema.LiveTable;
import io.migratingjdbc.admin.schema.SchemaReader;
import io.migratingjdbc.admin.suggest.PlanText;
import io.migratingjdbc.admin.suggest.Proposal;
import io.migratingjdbc.admin.suggest.Suggester;
import io.migratingjdbc.internal.config.Configuration;
import io.migratingjdbc.internal.config.StoreConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proposes a plan from a live schema. */
@Command(
        name = "suggest",
        description =
                "Reads a live schema and its statistics, and proposes a plan to edit. Changes nothing in the database.")
final class PlanSuggestCommand extends AdminCommand {
    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Instead of --url: a plan file whose initial store is to be read; it is not changed.")
    private Path plan;

    @Option(names = "--url", paramLabel = "URL", description = "JDBC URL of the database in use.")
    private String url;

    @Option(names = "--user", paramLabel = "NAME", description = "Database user.")
    private String user;

    @Option(
            names = "--password-env",
            paramLabel = "VARIABLE",
            description = "Environment variable that has the password.")
    private String passwordVariable;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "migration",
            description = "Name of the migration (default: ${DEFAULT-VALUE}).")
    private String name;

    @Option(
            names = "--initial-id",
            paramLabel = "ID",
            defaultValue = "pg1",
            description = "Store id of this database (default: ${DEFAULT-VALUE}).")
    private String initialId;

    @Option(
            names = "--target-id",
            paramLabel = "ID",
            defaultValue = "pg2",
            description = "Store id of the new database (default: ${DEFAULT-VALUE}).")
    private String targetId;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the plan to this new file.")
    private Path out;

    @Override
    Suggestion execute() throws SQLException, IOException {
        if ((url == null) == (plan == null)) {
            throw AdminException.usage("Name the database in use with --url, or with a plan file (--plan)");
        }
        if (url != null) {
            return suggest(url, credentials());
        }
        StoreConfig initial = Configuration.ofPlanFile(plan).stores().initial();
        return suggest(initial.url(), initial.properties());
    }

    private Suggestion suggest(String address, Properties properties) throws SQLException, IOException {
        List<LiveTable> tables;
        try (Connection connection = DriverManager.getConnection(address, properties)) {
            tables = new SchemaReader(connection).tables();
        }
        List<Proposal> proposals = new Suggester(tables).proposals();
        String text = PlanText.of(source(address, properties), proposals);
        if (out != null) {
            write(text);
        }
        return new Suggestion(proposals, out == null ? null : out.toString(), text);
    }

    private PlanText.Source source(String address, Properties properties) {
        return new PlanText.Source(
                name,
                initialId,
                targetId,
                withoutPassword(address),
                properties.getProperty("user", "USER"),
                passwordVariable == null ? "INITIAL_PASSWORD" : passwordVariable);
    }

    /** The plan names where the password comes from; one that was given in the URL stays out of it. */
    private static String withoutPassword(String address) {
        return address.replaceAll("(?i)password=[^&]*&?", "").replaceAll("[?&]$", "");
    }

    private Properties credentials() {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (passwordVariable != null) {
            String password = System.getenv(passwordVariable);
            if (password == null) {
                throw AdminException.usage("The environment has no variable " + passwordVariable
                        + ": export it, or name another one with --password-env");
            }
            properties.setProperty("password", password);
        }
        return properties;
    }

    private void write(String text) throws IOException {
        try {
            Files.writeString(out, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException exists) {
            throw new AdminException(out + " exists already: name another file with --out, or remove it", exists);
        }
    }

    /** @param file null if the plan went to the standard output */
    record Suggestion(List<Proposal> tables, String file, String plan) implements Result {
        @Override
        public void print(Text text) {
            if (file == null) {
                text.line(plan.stripTrailing());
            } else {
                text.line("Wrote a plan for " + tables.size() + " tables to " + file
                        + ": read its comments, then edit it.");
            }
        }
    }
}
