package io.migratingjdbc.internal.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The application's URL, split into the store's own and the driver's settings.
 *
 * @param store the URL for the store's own driver
 * @param settings the {@code migrating.} parameters, decoded
 */
record MigratingUrl(StoreUrl store, Map<String, String> settings) {
    private static final String PREFIX = "jdbc:migrating:";

    /** Whether the URL is for this driver. Never throws. */
    static boolean accepts(String url) {
        return url != null && url.startsWith(PREFIX);
    }

    static MigratingUrl parse(String url) throws SQLException {
        if (!accepts(url)) {
            throw Problems.exception("The URL does not start with " + PREFIX);
        }
        StoreUrl all = StoreUrl.parse("The URL without \"migrating:\"", "jdbc:" + url.substring(PREFIX.length()));
        Map<String, String> own = new LinkedHashMap<>();
        Map<String, String> rest = new LinkedHashMap<>();
        for (Map.Entry<String, String> parameter : all.parameters().entrySet()) {
            if (parameter.getKey().startsWith(Setting.PREFIX)) {
                own.put(parameter.getKey(), value(parameter.getKey(), parameter.getValue()));
            } else {
                rest.put(parameter.getKey(), parameter.getValue());
            }
        }
        return new MigratingUrl(new StoreUrl(all.server(), rest), own);
    }

    /** Unlike in a form, + is a character of its own: file names have it. */
    private static String value(String key, String parameter) throws SQLException {
        int equals = parameter.indexOf('=');
        try {
            String encoded = equals < 0 ? "" : parameter.substring(equals + 1);
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Problems.exception(key + " in the URL is not percent-encoded correctly (write % as %25).");
        }
    }

    /** The URL without its parameters: they may hold secrets. */
    @Override
    public String toString() {
        return store.toString();
    }
}
