package io.migratingjdbc.internal.config;

import io.migratingjdbc.internal.model.StoreId;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What the application itself gives for the stores: defaults for each of them.
 *
 * @param url null if there is none
 * @param user null if it gives none
 * @param password null if it gives none
 * @param properties without settings of this driver, user and password
 */
record Application(StoreUrl url, String user, String password, Properties properties) {
    static final Application NONE = new Application(null, null, null, new Properties());
    private static final String USER = "user";
    private static final String PASSWORD = "password";

    static Application of(StoreUrl url, Properties info) throws SQLException {
        String user = url.parameter(USER);
        String password = url.parameter(PASSWORD);
        Properties rest = withoutSettings(info);
        rest.remove(USER);
        rest.remove(PASSWORD);
        return new Application(
                url.without(USER).without(PASSWORD),
                user != null ? user : info.getProperty(USER),
                password != null ? password : info.getProperty(PASSWORD),
                rest);
    }

    /** Whether the URL leads anywhere; {@code jdbc:migrating:postgresql:?migrating.plan=...} leaves it to the plan. */
    boolean hasAddress() {
        return url != null && !url.server().isEmpty();
    }

    /** A store's configuration: what is the store's own wins. */
    StoreConfig store(StoreId id, StoreUrl storeUrl, String storeUser, String storePassword) throws SQLException {
        String ownUser = storeUser != null ? storeUser : storeUrl.parameter(USER);
        String ownPassword = storePassword != null ? storePassword : storeUrl.parameter(PASSWORD);
        // A password goes with its user: one user's is never sent as another's.
        boolean sameUser = ownUser == null || user == null || user.equals(ownUser);
        Properties all = StoreConfig.copy(properties);
        set(all, USER, ownUser != null ? ownUser : user);
        set(all, PASSWORD, ownPassword != null || !sameUser ? ownPassword : password);
        StoreUrl plain = storeUrl.without(USER).without(PASSWORD);
        return new StoreConfig(id, (url == null ? plain : plain.withDefaults(url.parameters())).text(), all);
    }

    private static void set(Properties properties, String name, String value) {
        if (value != null) {
            properties.setProperty(name, value);
        }
    }

    static Properties withoutSettings(Properties info) {
        Properties rest = StoreConfig.copy(info);
        rest.keySet().removeIf(key -> key.toString().startsWith(Setting.PREFIX));
        return rest;
    }

    static Map<String, String> settings(Properties info) {
        Map<String, String> settings = new TreeMap<>();
        // A value that is not a string, such as an Integer, is a setting too, though Properties would hide it.
        StoreConfig.copy(info).forEach((key, value) -> {
            if (key.toString().startsWith(Setting.PREFIX)) {
                settings.put(key.toString(), value.toString());
            }
        });
        return settings;
    }

    @Override
    public String toString() {
        return "the application's " + url;
    }
}
