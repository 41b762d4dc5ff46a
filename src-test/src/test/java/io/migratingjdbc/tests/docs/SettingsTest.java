package io.migratingjdbc.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.config.Configuration;
import io.migratingjdbc.internal.config.Setting;
import io.migratingjdbc.tests.docs.Page.Snippet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting that the documentation mentions exists, and every whole plan in it is one. */
class SettingsTest {
    private static final Pattern KEY = Pattern.compile("(?<![.\\w-])migrating\\.([a-z]+(?:[.-](?:\\w+|<name>))*)");
    /** Custom settings of a database session by which the driver marks itself; no settings of ours. */
    private static final Set<String> OF_SESSIONS = Set.of("migrating.host", "migrating.apply", "migrating.noted");

    static List<Page> pages() {
        return Page.all();
    }

    static Stream<Snippet> plans() {
        return Page.snippets("properties").filter(snippet -> snippet.text().contains("migrating.name="));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySettingExists(Page page) {
        Set<String> known = Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet());
        List<String> mentioned = KEY.matcher(String.join("\n", page.lines()))
                .results()
                .map(found -> "migrating." + found.group(1))
                .filter(key -> !OF_SESSIONS.contains(key))
                .map(SettingsTest::withoutTable)
                .distinct()
                .toList();
        assertThat(mentioned).isSubsetOf(known);
    }

    private static String withoutTable(String key) {
        return key.replaceFirst("^migrating\\.table\\..+\\.([a-z-]+)$", "migrating.table.<name>.$1");
    }

    @ParameterizedTest
    @MethodSource("plans")
    void everyWholePlanIsAccepted(Snippet plan, @TempDir Path folder) throws Exception {
        assertThat(read(plan, folder).plan().name()).isNotEmpty();
    }

    /** Passwords come from the environment, which a test cannot set. */
    private static Configuration.Migrating read(Snippet plan, Path folder) throws Exception {
        Path file = write(folder, plan.text().replaceAll("\\$\\{env:\\w+}", "secret"));
        return Configuration.ofPlanFile(file);
    }

    private static Path write(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("plan.properties"), text);
    }
}
