package io.migratingjdbc.internal.config;

import io.migratingjdbc.internal.model.StoreId;
import java.util.Properties;

/**
 * How a store is reached.
 *
 * @param url for the store's own driver; without user and password
 * @param properties for the store's own driver: the application's, with this store's user and password
 */
public record StoreConfig(StoreId id, String url, Properties properties) {

    public StoreConfig {
        properties = copy(properties);
    }

    /** A copy. */
    @Override
    public Properties properties() {
        return copy(properties);
    }

    /** For messages: where the store is, without any parameter. */
    public String address() {
        int question = url.indexOf('?');
        return question < 0 ? url : url.substring(0, question);
    }

    @Override
    public String toString() {
        return id + " at " + address();
    }

    /** Flat: with the defaults of the original, and with values that are not text. */
    static Properties copy(Properties original) {
        Properties copy = new Properties();
        original.stringPropertyNames().forEach(name -> copy.setProperty(name, original.getProperty(name)));
        copy.putAll(original);
        return copy;
    }
}
