package io.migratingjdbc.internal.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A URL for a store's own driver.
 *
 * @param server what stands between {@code jdbc:postgresql:} and the parameters
 * @param parameters name to {@code name=value} as it is written, in order
 */
record StoreUrl(String server, Map<String, String> parameters) {
    static final String PREFIX = "jdbc:postgresql:";

    StoreUrl {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** @param name of the setting, for the error: the URL itself may hold a password */
    static StoreUrl parse(String name, String url) throws SQLException {
        if (!url.startsWith(PREFIX)) {
            throw Problems.exception(name + " does not start with " + PREFIX + ": only PostgreSQL stores are supported"
                    + " (for example " + PREFIX + "//db.example.com:5432/orders).");
        }
        int question = url.indexOf('?');
        String server = url.substring(PREFIX.length(), question < 0 ? url.length() : question);
        if (server.contains("@")) {
            throw Problems.exception(name + " holds a user before the host, which PostgreSQL's driver does not know:"
                    + " give user and password as settings of their own.");
        }
        return new StoreUrl(server, question < 0 ? Map.of() : parameters(url.substring(question + 1)));
    }

    static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.split("&")) {
            int equals = parameter.indexOf('=');
            if (!parameter.isEmpty()) {
                parameters.put(equals < 0 ? parameter : parameter.substring(0, equals), parameter);
            }
        }
        return parameters;
    }

    StoreAddress address() {
        return StoreAddress.of(server);
    }

    /** With these parameters where it has none of that name. */
    StoreUrl withDefaults(Map<String, String> defaults) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        defaults.forEach(all::putIfAbsent);
        return new StoreUrl(server, all);
    }

    StoreUrl without(String name) {
        Map<String, String> rest = new LinkedHashMap<>(parameters);
        rest.remove(name);
        return new StoreUrl(server, rest);
    }

    /** The decoded value as PostgreSQL's driver sees it; null if there is no such parameter. */
    String parameter(String name) throws SQLException {
        String parameter = parameters.get(name);
        if (parameter == null) {
            return null;
        }
        try {
            return URLDecoder.decode(parameter.substring(parameter.indexOf('=') + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Problems.exception("The URL's parameter " + name + " is not percent-encoded correctly.");
        }
    }

    String text() {
        return PREFIX + server + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters.values()));
    }

    /** The address alone: parameters may hold secrets. */
    @Override
    public String toString() {
        return PREFIX + server;
    }
}
