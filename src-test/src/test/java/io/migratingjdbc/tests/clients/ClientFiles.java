package io.migratingjdbc.tests.clients;

import io.migratingjdbc.tests.harness.PlanWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The configurations and schemas that the tests use and the guides show. */
public final class ClientFiles {
    private ClientFiles() {}

    public static Properties properties(String name) {
        try (InputStream file = open(name)) {
            Properties properties = new Properties();
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the lines of a plan. */
    public static UnaryOperator<PlanWriter> plan(String name) {
        return plan -> {
            properties(name)
                    .forEach((key, value) ->
                            plan.set(key.toString().substring("migrating.".length()), value.toString()));
            return plan;
        };
    }

    /** The statements of a script. */
    public static String[] sql(String name) {
        try (InputStream file = open(name)) {
            return Stream.of(new String(file.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\n"))
                    .filter(statement -> !statement.isBlank())
                    .toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        return ClientFiles.class.getResourceAsStream("/clients/" + name);
    }
}
