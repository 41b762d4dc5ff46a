package io.migratingjdbc.internal.config;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a plan file: Java properties in UTF-8, with {@code ${env:NAME}} replaced. */
final class PlanFile {
    private static final String CLASS_PATH = "classpath:";
    private static final String FILE = "file:";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env:([^}]*)}");

    private final UnaryOperator<String> environment;

    /** @param environment the value of an environment variable, or null */
    PlanFile(UnaryOperator<String> environment) {
        this.environment = environment;
    }

    /**
     * @param place {@code file:...}, {@code classpath:...} or a path
     * @throws SQLException 08004 if it cannot be read, or has keys that are not settings
     */
    Map<String, String> load(String place) throws SQLException {
        Properties written = new Properties();
        try (Reader reader = new InputStreamReader(open(place), StandardCharsets.UTF_8.newDecoder())) {
            written.load(reader);
        } catch (NoSuchFileException | FileNotFoundException missing) {
            throw Problems.exception(
                    "There is no plan file " + missing.getMessage() + " (" + Setting.PLAN.key() + ").");
        } catch (CharacterCodingException malformed) {
            throw Problems.exception("The plan file " + place + " is not UTF-8.");
        } catch (IllegalArgumentException malformed) {
            throw Problems.exception("The plan file " + place + " is malformed: " + malformed.getMessage());
        } catch (IOException failed) {
            throw Problems.exception("The plan file " + place + " cannot be read: " + failed.getMessage());
        }
        return expanded(place, written);
    }

    private static InputStream open(String place) throws IOException {
        if (place.startsWith(CLASS_PATH)) {
            return resource(place.substring(CLASS_PATH.length()));
        }
        Path path = path(place).toAbsolutePath();
        try {
            return Files.newInputStream(path);
        } catch (NoSuchFileException missing) {
            throw new FileNotFoundException(path.toString());
        }
    }

    private static Path path(String place) throws IOException {
        try {
            if (place.startsWith(FILE + "//")) {
                return Path.of(URI.create(place));
            }
            return Path.of(place.startsWith(FILE) ? place.substring(FILE.length()) : place);
        } catch (InvalidPathException malformed) {
            throw new IOException("not a path", malformed);
        }
    }

    /** The application's class loader first: the driver may be in one of the container's. */
    private static InputStream resource(String place) throws IOException {
        String name = place.startsWith("/") ? place.substring(1) : place;
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        InputStream found = context == null ? null : context.getResourceAsStream(name);
        if (found == null) {
            found = PlanFile.class.getResourceAsStream("/" + name);
        }
        if (found == null) {
            throw new FileNotFoundException(name + " on the class path");
        }
        return found;
    }

    private Map<String, String> expanded(String place, Properties written) throws SQLException {
        Map<String, String> values = new TreeMap<>();
        Problems problems = new Problems();
        for (String key : written.stringPropertyNames()) {
            if (!key.startsWith(Setting.PREFIX)) {
                problems.add("Unknown setting " + key + " in the plan file " + place + ", where all begin with "
                        + Setting.PREFIX + ". Did you mean " + SettingKey.nearest(Setting.PREFIX + key) + "?");
            } else if (key.equals(Setting.PLAN.key())) {
                problems.add(key + " does not belong into the plan file " + place + " itself.");
            } else {
                values.put(key, expanded(key, written.getProperty(key), problems));
            }
        }
        problems.throwIfAny();
        return values;
    }

    private String expanded(String key, String value, Problems problems) {
        return VARIABLE.matcher(value).replaceAll(found -> {
            String variable = environment.apply(found.group(1));
            if (variable == null) {
                problems.add(key + " needs the environment variable " + found.group(1) + ", which is not set.");
                return "";
            }
            return Matcher.quoteReplacement(variable);
        });
    }
}
