package io.migratingjdbc.internal.config;

import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Plan;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What one URL with its Properties and its plan file means. Nothing of it shows a password in its text. */
public sealed interface Configuration {

    /**
     * No plan: everything goes to the one store.
     *
     * @param url for the store's own driver
     */
    record PassThrough(String url, Properties properties) implements Configuration {
        public PassThrough {
            properties = StoreConfig.copy(properties);
        }

        /** A copy. */
        @Override
        public Properties properties() {
            return StoreConfig.copy(properties);
        }

        @Override
        public String toString() {
            int question = url.indexOf('?');
            return "pass-through to " + (question < 0 ? url : url.substring(0, question));
        }
    }

    /** @param metadata one of the two stores, or a third */
    record Migrating(Plan plan, PerRole<StoreConfig> stores, StoreConfig metadata, Settings settings)
            implements Configuration {}

    /** Whether the URL is for this driver. Never throws. */
    static boolean accepts(String url) {
        return MigratingUrl.accepts(url);
    }

    /**
     * Reads the settings; the URL wins over the Properties, they win over the plan file.
     *
     * @param info not changed; may be null
     * @throws SQLException 08004 that names what is wrong and the way out
     */
    static Configuration resolve(String url, Properties info) throws SQLException {
        return resolve(url, info == null ? new Properties() : info, System::getenv);
    }

    /**
     * The plan file alone, as the CLI uses it: both stores' URLs must be in it.
     *
     * @throws SQLException 08004 that names what is wrong and the way out
     */
    static Migrating ofPlanFile(Path file) throws SQLException {
        return ofPlanFile(file, System::getenv);
    }

    /** @param environment the value of an environment variable, or null */
    static Migrating ofPlanFile(Path file, UnaryOperator<String> environment) throws SQLException {
        Given given = Given.of(new PlanFile(environment).load(file.toString()));
        return new MigrationReader(given, Application.NONE).read();
    }

    /** @param environment the value of an environment variable, or null */
    static Configuration resolve(String url, Properties info, UnaryOperator<String> environment) throws SQLException {
        MigratingUrl parsed = MigratingUrl.parse(url);
        Map<String, String> direct = new TreeMap<>(Application.settings(info));
        direct.putAll(parsed.settings());
        Map<String, String> all = new TreeMap<>();
        if (direct.containsKey(Setting.PLAN.key())) {
            all.putAll(new PlanFile(environment).load(direct.get(Setting.PLAN.key())));
        }
        all.putAll(direct);
        Given given = Given.of(all);
        if (!given.describesMigration()) {
            return new PassThrough(parsed.store().text(), Application.withoutSettings(info));
        }
        return new MigrationReader(given, Application.of(parsed.store(), info)).read();
    }
}
