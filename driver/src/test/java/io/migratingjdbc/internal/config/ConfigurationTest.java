package io.migratingjdbc.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.migratingjdbc.internal.config.Configuration.Migrating;
import io.migratingjdbc.internal.config.Configuration.PassThrough;
import io.migratingjdbc.internal.model.StoreId;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    private static final String APPLICATION = "jdbc:migrating:postgresql://old/app";
    private static final String STORES = """
        migrating.name=move
        migrating.initial.id=pg1
        migrating.target.id=pg2
        migrating.target.url=jdbc:postgresql://new/app
        """;
    private static final String TABLES = """
        migrating.table.orders.class=keyed
        migrating.table.orders.key=customer, number
        migrating.table.orders.instance-id=id
        migrating.table.orders.ids=prefix
        migrating.table.lines.class=transient
        migrating.table.lines.instance-id=order_id
        """;

    @TempDir
    Path folder;

    private Path plan(String text) throws IOException {
        return Files.writeString(folder.resolve("plan.properties"), text);
    }

    private Migrating migrating(String parameters, Properties info, String file) throws Exception {
        String url = APPLICATION + "?migrating.plan=" + plan(file) + parameters;
        return (Migrating) Configuration.resolve(url, info, Map.of("SECRET", "pa$$word")::get);
    }

    private Migrating migrating(String file) throws Exception {
        return migrating("", new Properties(), file);
    }

    private static Properties properties(String... pairs) {
        Properties properties = new Properties();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.setProperty(pairs[i], pairs[i + 1]);
        }
        return properties;
    }

    private void refused(String file, String... parts) {
        assertThatThrownBy(() -> migrating(file))
                .isInstanceOf(SQLNonTransientConnectionException.class)
                .hasMessageContainingAll(parts)
                .extracting(error -> ((SQLException) error).getSQLState())
                .isEqualTo("08004");
    }

    @Test
    void acceptsItsOwnUrlsOnly() {
        assertThat(Configuration.accepts(APPLICATION)).isTrue();
        assertThat(Configuration.accepts("jdbc:postgresql://h/d")).isFalse();
        assertThat(Configuration.accepts("")).isFalse();
        assertThat(Configuration.accepts(null)).isFalse();
    }

    @Test
    void passesThroughWithoutAPlan() throws SQLException {
        Properties info = properties("user", "me", "migrating.lease", "5s");
        info.put("number", 7);
        PassThrough pass = (PassThrough)
                Configuration.resolve(APPLICATION + "?ssl=true&migrating.guard=off&password=s%26t&x=%7E", info);
        assertThat(pass.url()).isEqualTo("jdbc:postgresql://old/app?ssl=true&password=s%26t&x=%7E");
        assertThat(pass.properties()).containsOnly(Map.entry("user", "me"), Map.entry("number", 7));
        assertThat(pass.toString()).doesNotContain("s%26t");
        assertThat(info).hasSize(3);
    }

    @Test
    void keepsTheDefaultsOfProperties() throws SQLException {
        Properties info = new Properties(properties("user", "me"));
        PassThrough pass = (PassThrough) Configuration.resolve(APPLICATION, info);
        assertThat(pass.properties()).containsEntry("user", "me");
        assertThat(((PassThrough) Configuration.resolve(APPLICATION, null)).properties())
                .isEmpty();
    }

    @Test
    void theUrlWinsOverPropertiesOverTheFile() throws Exception {
        Properties info = properties("migrating.launch-tries", "2", "migrating.side-pool-size", "2");
        Migrating read = migrating(
                "&migrating.launch-tries=1",
                info,
                STORES + "migrating.launch-tries=3\nmigrating.side-pool-size=3\nmigrating.lease=3s");
        assertThat(read.settings().launchTries()).isEqualTo(1);
        assertThat(read.settings().sidePoolSize()).isEqualTo(2);
        assertThat(read.settings().lease()).isEqualTo(Duration.ofSeconds(3));
        assertThat(read.settings().pollInterval()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void theInitialStoreIsTheUrlsOwnAddress() throws Exception {
        Migrating read = migrating("&ssl=true", properties("user", "me", "password", "mine"), STORES + TABLES);
        StoreConfig initial = read.stores().initial();
        assertThat(initial.id()).isEqualTo(new StoreId("pg1"));
        assertThat(initial.url()).isEqualTo("jdbc:postgresql://old/app?ssl=true");
        assertThat(initial.properties()).isEqualTo(properties("user", "me", "password", "mine"));
        assertThat(read.stores().target().url()).isEqualTo("jdbc:postgresql://new/app?ssl=true");
        assertThat(read.stores().target().properties()).isEqualTo(initial.properties());
        assertThat(read.metadata()).isSameAs(initial);
        assertThat(read.plan().legacyIds()).isEqualTo(initial.id());
        assertThat(read.plan().text()).isEqualTo("""
            migrating.name=move
            migrating.initial.id=pg1
            migrating.target.id=pg2
            migrating.metadata.id=pg1
            migrating.legacy-ids=pg1
            migrating.table.lines.class=transient
            migrating.table.lines.instance-id=order_id
            migrating.table.lines.ids=prefix
            migrating.table.lines.entity=orders
            migrating.table.orders.class=keyed
            migrating.table.orders.key=customer,number
            migrating.table.orders.instance-id=id
            migrating.table.orders.ids=prefix
            """);
    }

    @Test
    void aStoresOwnUserPasswordAndParametersWin() throws Exception {
        Migrating read = migrating(
                "&ssl=true&user=url-user&password=url%20word",
                properties("user", "me", "password", "mine"), STORES + """
                    migrating.target.url=jdbc:postgresql://new/app?ssl=false&tcpKeepAlive=true
                    migrating.target.user=other
                    migrating.target.password=${env:SECRET}
                    """);
        assertThat(read.stores().initial().url()).isEqualTo("jdbc:postgresql://old/app?ssl=true");
        assertThat(read.stores().initial().properties())
                .isEqualTo(properties("user", "url-user", "password", "url word"));
        assertThat(read.stores().target().url()).isEqualTo("jdbc:postgresql://new/app?ssl=false&tcpKeepAlive=true");
        assertThat(read.stores().target().properties()).isEqualTo(properties("user", "other", "password", "pa$$word"));
    }

    @Test
    void aPasswordIsNotSentWithAnotherUsersName() throws Exception {
        Migrating read =
                migrating("", properties("user", "me", "password", "mine"), STORES + "migrating.target.user=other");
        assertThat(read.stores().target().properties()).isEqualTo(properties("user", "other"));
    }

    @Test
    void passwordsAreInNoText() throws Exception {
        Migrating read = migrating("&password=sesame&sslpassword=sesame", new Properties(), STORES + """
            migrating.target.url=jdbc:postgresql://new/app?password=sesame&sslpassword=sesame
            migrating.initial.password=sesame
            """);
        assertThat(read.toString() + read.plan().text()).doesNotContain("sesame");
        for (String wrong : new String[] {
            "migrating.target.url=jdbc:mysql://new/app?password=sesame",
            "migrating.target.url=jdbc:postgresql://me:sesame@new/app",
            "migrating.target.url=jdbc:postgresql://old/app?password=sesame",
            "migrating.target.url=jdbc:postgresql://new/app?password=sesame%",
            "migrating.metadata.password=sesame",
        }) {
            Throwable error = catchThrowable(() -> migrating(STORES + wrong));
            assertThat(error).isInstanceOf(SQLException.class);
            assertThat(error.getMessage()).doesNotContain("sesame");
        }
    }

    @Test
    void namesTheNearestKeyForAnUnknownOne() {
        refused(STORES + "migrating.poll-intervall=1s", "migrating.poll-intervall", "migrating.poll-interval?");
        refused(STORES + "migrating.table.orders.keys=a", "migrating.table.orders.keys", "migrating.table.orders.key?");
        refused(STORES + "lease=1s", "Unknown setting lease", "Did you mean migrating.lease?");
        assertThatThrownBy(() -> Configuration.resolve(APPLICATION + "?migrating.plam=x", null))
                .hasMessageContainingAll("migrating.plam", "Did you mean migrating.plan?");
        assertThatThrownBy(() -> Configuration.resolve(APPLICATION, properties("migrating.guards", "on")))
                .hasMessageContaining("Did you mean migrating.guard?");
    }

    @Test
    void namesKeyValueAndBoundsOfABadValue() {
        refused(STORES + "migrating.launch-tries=0", "migrating.launch-tries=0", "1 to 1000");
        refused(STORES + "migrating.lease=1y", "migrating.lease=1y", "a duration from 100ms to 1h");
        refused(STORES + "migrating.guard=maybe", "migrating.guard=maybe", "`on`, `off`");
        refused(STORES + "migrating.target.id=PG", "migrating.target.id=PG", "lower-case letters");
        refused(STORES + "migrating.lease=900ms", "migrating.lease=900ms", "twice", "500ms");
        refused(
                STORES + "migrating.launch-tries=0\nmigrating.guards=on",
                "2 problems",
                "migrating.launch-tries=0",
                "migrating.guards");
    }

    @Test
    void listsAllThatIsMissing() throws IOException {
        refused("", "migrating.name, migrating.initial.id, migrating.target.id, migrating.target.url", "plan file");
        Path file = plan(STORES);
        assertThatThrownBy(() -> Configuration.ofPlanFile(file))
                .hasMessageContaining("Missing: migrating.initial.url.");
        String noAddress = "jdbc:migrating:postgresql:?migrating.plan=" + file;
        assertThatThrownBy(() -> Configuration.resolve(noAddress, null)).hasMessageContaining("migrating.initial.url");
    }

    @Test
    void readsAPlanFileAlone() throws Exception {
        Migrating read =
                Configuration.ofPlanFile(plan(STORES + "migrating.initial.url=jdbc:postgresql://old:5433/app"));
        assertThat(read.stores().initial().url()).isEqualTo("jdbc:postgresql://old:5433/app");
        assertThat(read.stores().initial()).hasToString("pg1 at jdbc:postgresql://old:5433/app");
    }

    @Test
    void theApplicationsAddressMustBeOneOfTheStores() throws Exception {
        String initial = STORES + "migrating.initial.url=jdbc:postgresql://OLD:5432/app\n";
        assertThat(migrating(initial).stores().initial().url()).isEqualTo("jdbc:postgresql://OLD:5432/app");
        String atTarget = STORES + "migrating.initial.url=jdbc:postgresql://elsewhere/app\n"
                + "migrating.target.url=jdbc:postgresql://old/app";
        assertThat(migrating(atTarget).stores().target().address()).isEqualTo("jdbc:postgresql://old/app");
        refused(
                STORES + "migrating.initial.url=jdbc:postgresql://elsewhere/app",
                "old:5432/app",
                "elsewhere:5432/app",
                "new:5432/app");
        refused(STORES + "migrating.initial.url=jdbc:postgresql://old/other", "old:5432/other");
    }

    @Test
    void theStoresMustDiffer() {
        refused(STORES + "migrating.target.id=pg1", "both pg1");
        refused(STORES + "migrating.target.url=jdbc:postgresql://old:5432/app", "same database", "old:5432/app");
        refused(STORES + "migrating.target.url=jdbc:postgresql://x,OLD/app", "same database");
    }

    @Test
    void theMetadataStoreIsOneOfTheTwoOrAThird() throws Exception {
        assertThat(migrating(STORES + "migrating.metadata.id=pg2").metadata().address())
                .isEqualTo("jdbc:postgresql://new/app");
        Migrating third =
                migrating(STORES + "migrating.metadata.id=m\nmigrating.metadata.url=jdbc:postgresql://third/app");
        assertThat(third.metadata()).hasToString("m at jdbc:postgresql://third/app");
        assertThat(third.plan().metadata()).isEqualTo(new StoreId("m"));
        refused(STORES + "migrating.metadata.id=m", "migrating.metadata.url");
        refused(STORES + "migrating.metadata.url=jdbc:postgresql://third/app", "migrating.metadata.id");
        refused(
                STORES + "migrating.metadata.id=m\nmigrating.metadata.url=jdbc:postgresql://new/app",
                "migrating.metadata.id=pg2");
        refused(STORES + "migrating.metadata.id=pg1\nmigrating.metadata.user=x", "leave out");
    }

    @Test
    void legacyIdsBelongToOneOfTheStores() throws Exception {
        assertThat(migrating(STORES + "migrating.legacy-ids=pg2").plan().legacyIds())
                .isEqualTo(new StoreId("pg2"));
        refused(STORES + "migrating.legacy-ids=pg3", "migrating.legacy-ids=pg3", "pg1 or pg2");
    }

    @Test
    void readsPlanFilesFromEachPlace() throws Exception {
        Path file = plan(STORES);
        for (String place :
                new String[] {file.toString(), "file:" + file, file.toUri().toString()}) {
            assertThat(Configuration.resolve(APPLICATION + "?migrating.plan=" + place, null))
                    .isInstanceOf(Migrating.class);
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            Thread.currentThread().setContextClassLoader(loader);
            assertThat(Configuration.resolve(APPLICATION + "?migrating.plan=classpath:plan.properties", null))
                    .isInstanceOf(Migrating.class);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void saysWhatIsWrongWithAPlanFile() throws IOException {
        assertThatThrownBy(() -> Configuration.resolve(APPLICATION + "?migrating.plan=/no/where", null))
                .hasMessage("There is no plan file /no/where (migrating.plan).");
        assertThatThrownBy(() -> Configuration.resolve(APPLICATION + "?migrating.plan=classpath:nowhere", null))
                .hasMessageContaining("nowhere on the class path");
        refused(STORES + "migrating.target.user=${env:NOBODY}", "migrating.target.user", "NOBODY");
        refused("migrating.plan=other", "migrating.plan", "itself");
        refused("migrating.name=\\uXYZW", "malformed");
        byte[] umlaut = "migrating.name=\u00fc".getBytes(StandardCharsets.ISO_8859_1);
        Path latin = Files.write(folder.resolve("latin"), umlaut);
        assertThatThrownBy(() -> Configuration.ofPlanFile(latin)).hasMessageContaining("not UTF-8");
        assertThatThrownBy(() -> Configuration.ofPlanFile(folder)).hasMessageContaining("cannot be read");
    }

    @Test
    void aSettingMayBeANumber() throws SQLException {
        Properties info = new Properties();
        info.put("migrating.launch-tries", 0);
        assertThatThrownBy(() -> Configuration.resolve(APPLICATION, info))
                .hasMessageContaining("migrating.launch-tries=0");
        info.put("migrating.launch-tries", 5);
        assertThat(((PassThrough) Configuration.resolve(APPLICATION, info)).properties())
                .isEmpty();
    }

    @Test
    void otherDatabasesAreRefused() {
        assertThatThrownBy(() -> Configuration.resolve("jdbc:migrating:mysql://h/d", null))
                .hasMessageContaining("only PostgreSQL");
    }

    @Test
    void ourParametersArePercentDecoded() throws Exception {
        Path file = Files.writeString(folder.resolve("a+b c.properties"), STORES);
        String encoded = file.toString().replace(" ", "%20");
        assertThat(Configuration.resolve(APPLICATION + "?migrating.plan=" + encoded, null))
                .isInstanceOf(Migrating.class);
        assertThatThrownBy(() -> Configuration.resolve(APPLICATION + "?migrating.plan=%zz", null))
                .hasMessageContainingAll("migrating.plan", "%25");
    }
}
