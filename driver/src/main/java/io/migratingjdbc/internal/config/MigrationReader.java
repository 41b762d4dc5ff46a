package io.migratingjdbc.internal.config;

import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.StoreId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Makes the whole configuration of a migration from the settings that were given. */
final class MigrationReader {
    private final Given given;
    private final Application application;

    MigrationReader(Given given, Application application) {
        this.given = given;
        this.application = application;
    }

    Configuration.Migrating read() throws SQLException {
        checkNothingMissing();
        StoreId initialId = new StoreId(given.get(Setting.INITIAL_ID));
        StoreId targetId = new StoreId(given.get(Setting.TARGET_ID));
        StoreUrl initialUrl = hasInitialUrl() ? url(Setting.INITIAL_URL) : application.url();
        StoreUrl targetUrl = url(Setting.TARGET_URL);
        checkStoresDiffer(initialId, targetId, initialUrl, targetUrl);
        checkApplicationAddress(initialUrl, targetUrl);

        StoreConfig initial = application.store(
                initialId, initialUrl, given.get(Setting.INITIAL_USER), given.get(Setting.INITIAL_PASSWORD));
        StoreConfig target = application.store(
                targetId, targetUrl, given.get(Setting.TARGET_USER), given.get(Setting.TARGET_PASSWORD));
        StoreConfig metadata = metadata(initial, target);
        PerRole<StoreId> ids = new PerRole<>(initialId, targetId);
        Plan plan = new Plan(
                given.get(Setting.NAME),
                initialId,
                targetId,
                metadata.id(),
                legacyIds(ids),
                new TablePlans(given.tables(), ids).read());
        Settings settings = Settings.of(given.values());
        settings.check();
        return new Configuration.Migrating(plan, new PerRole<>(initial, target), metadata, settings);
    }

    private void checkNothingMissing() throws SQLException {
        List<Setting> required =
                new ArrayList<>(List.of(Setting.NAME, Setting.INITIAL_ID, Setting.TARGET_ID, Setting.TARGET_URL));
        if (!application.hasAddress()) {
            required.add(Setting.INITIAL_URL);
        }
        required.removeIf(setting -> given.get(setting) != null);
        if (!required.isEmpty()) {
            throw Problems.exception("Missing: "
                    + String.join(", ", required.stream().map(Setting::key).toList())
                    + ". Set " + (required.size() == 1 ? "it" : "them")
                    + " in the plan file (" + Setting.PLAN.key() + "), the Properties or the URL.");
        }
    }

    private boolean hasInitialUrl() {
        return given.get(Setting.INITIAL_URL) != null;
    }

    private StoreUrl url(Setting setting) throws SQLException {
        return StoreUrl.parse(setting.key(), given.get(setting));
    }

    private static void checkStoresDiffer(StoreId initialId, StoreId targetId, StoreUrl initialUrl, StoreUrl targetUrl)
            throws SQLException {
        if (initialId.equals(targetId)) {
            throw Problems.exception(Setting.INITIAL_ID.key() + " and " + Setting.TARGET_ID.key() + " are both "
                    + initialId + ": give each store an id of its own.");
        }
        if (initialUrl.address().overlaps(targetUrl.address())) {
            throw Problems.exception("The initial and the target store are the same database, " + targetUrl.address()
                    + ": correct " + Setting.TARGET_URL.key() + ".");
        }
    }

    /** An address that is silently ignored is a trap: the application would believe to be where it is not. */
    private void checkApplicationAddress(StoreUrl initialUrl, StoreUrl targetUrl) throws SQLException {
        if (!application.hasAddress()) {
            return;
        }
        StoreAddress address = application.url().address();
        if (!address.equals(initialUrl.address()) && !address.equals(targetUrl.address())) {
            throw Problems.exception("The URL leads to " + address + ", which is neither "
                    + Setting.INITIAL_URL.key() + " (" + initialUrl.address() + ") nor " + Setting.TARGET_URL.key()
                    + " (" + targetUrl.address() + "): correct one of them.");
        }
    }

    private StoreConfig metadata(StoreConfig initial, StoreConfig target) throws SQLException {
        String id = given.get(Setting.METADATA_ID);
        boolean address = given.get(Setting.METADATA_URL) != null
                || given.get(Setting.METADATA_USER) != null
                || given.get(Setting.METADATA_PASSWORD) != null;
        if (id == null && !address) {
            return initial;
        }
        if (id == null) {
            throw Problems.exception("Missing: " + Setting.METADATA_ID.key() + ". Give the metadata store an id, or"
                    + " leave out all of migrating.metadata.* to keep the record in the initial store.");
        }
        for (StoreConfig store : List.of(initial, target)) {
            if (store.id().value().equals(id)) {
                if (address) {
                    throw Problems.exception(Setting.METADATA_ID.key() + "=" + id + " is one of the two stores: leave"
                            + " out the other settings migrating.metadata.*.");
                }
                return store;
            }
        }
        if (given.get(Setting.METADATA_URL) == null) {
            throw Problems.exception("Missing: " + Setting.METADATA_URL.key() + ", because " + Setting.METADATA_ID.key()
                    + "=" + id + " is neither of the two stores.");
        }
        return thirdDatabase(new StoreId(id), url(Setting.METADATA_URL), List.of(initial, target));
    }

    private StoreConfig thirdDatabase(StoreId id, StoreUrl url, List<StoreConfig> stores) throws SQLException {
        for (StoreConfig store : stores) {
            if (StoreUrl.parse("URL", store.url()).address().overlaps(url.address())) {
                throw Problems.exception(Setting.METADATA_URL.key() + " is the database of store " + store.id()
                        + ": set " + Setting.METADATA_ID.key() + "=" + store.id()
                        + " and leave out the other settings migrating.metadata.*.");
            }
        }
        return application.store(id, url, given.get(Setting.METADATA_USER), given.get(Setting.METADATA_PASSWORD));
    }

    private StoreId legacyIds(PerRole<StoreId> ids) throws SQLException {
        String legacy = given.get(Setting.LEGACY_IDS);
        StoreId store = legacy == null ? ids.initial() : new StoreId(legacy);
        if (!store.equals(ids.initial()) && !store.equals(ids.target())) {
            throw Problems.exception(Setting.LEGACY_IDS.key() + "=" + legacy + ": must be " + ids.initial() + " or "
                    + ids.target() + ".");
        }
        return store;
    }
}
