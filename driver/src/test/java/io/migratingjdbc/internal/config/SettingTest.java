package io.migratingjdbc.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingTest {

    @Test
    void everyDefaultIsWithinItsBounds() {
        assertThat(Setting.values())
                .allMatch(setting -> setting.defaultValue() == null || setting.allows(setting.defaultValue()));
    }

    @Test
    void theDocumentationIsTheCatalogue() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("basedir", "."), "..", "docs", "settings.md"));
        String table = Stream.of(Setting.values())
                .map(setting -> "| `" + setting.key() + "` | "
                        + (setting.defaultValue() == null ? "" : "`" + setting.defaultValue() + "`") + " | "
                        + setting.form() + " | " + setting.text() + " |")
                .collect(Collectors.joining("\n"));
        String rows = page.lines().filter(line -> line.startsWith("| `")).collect(Collectors.joining("\n"));
        assertThat(rows).isEqualTo(table);
    }

    @Test
    void recognisesATablesSettingByItsLastPart() {
        assertThat(SettingKey.of("migrating.table.app.orders.instance-id"))
                .contains(new SettingKey(Setting.TABLE_INSTANCE_ID, "app.orders"));
        assertThat(SettingKey.of("migrating.table.orders")).isEmpty();
        assertThat(SettingKey.of("migrating.nonsense")).isEmpty();
    }

    @Test
    void findsTheNearestKey() {
        assertThat(SettingKey.nearest("migrating.pol-interval")).isEqualTo("migrating.poll-interval");
        assertThat(SettingKey.nearest("migrating.Target.URL")).isEqualTo("migrating.target.url");
        assertThat(SettingKey.nearest("migrating.table.orders.instanceId"))
                .isEqualTo("migrating.table.orders.instance-id");
    }

    @Test
    void readsAndWritesDurations() {
        for (String text : new String[] {"500ms", "10s", "5m", "24h", "90s", "1500ms"}) {
            assertThat(DurationText.parse(text).map(DurationText::of)).contains(text);
        }
        assertThat(DurationText.parse("10")).isEmpty();
        assertThat(DurationText.parse("-1s")).isEmpty();
        assertThat(DurationText.parse("99999999999s")).isEmpty();
    }
}
