package io.migratingjdbc.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader can follow every link, and find every page. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyRelativeLinkLeadsSomewhere(Page page) throws IOException {
        List<String> broken = new ArrayList<>();
        for (String link : links(page)) {
            if (!link.contains("://") && !leadsSomewhere(page, link)) {
                broken.add(link);
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        List<Path> reached = new ArrayList<>(List.of(Page.root().resolve("README.md")));
        for (int i = 0; i < reached.size(); i++) {
            Path from = reached.get(i);
            pages().stream()
                    .filter(page -> page.file().equals(from))
                    .flatMap(page -> links(page).stream().map(link -> target(page, link)))
                    .filter(to -> to.toString().endsWith(".md") && !reached.contains(to))
                    .distinct()
                    .forEach(reached::add);
        }
        assertThat(pages()).extracting(Page::file).isSubsetOf(reached);
    }

    private static List<String> links(Page page) {
        return LINK.matcher(String.join("\n", page.prose()))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static Path target(Page page, String link) {
        String path = link.replaceFirst("#.*", "");
        return path.isEmpty() ? page.file() : page.file().resolveSibling(path).normalize();
    }

    private static boolean leadsSomewhere(Page page, String link) throws IOException {
        Path target = target(page, link);
        if (!Files.exists(target)) {
            return false;
        }
        Matcher fragment = Pattern.compile("#(.+)").matcher(link);
        return !fragment.find() || anchors(target).anyMatch(fragment.group(1)::equals);
    }

    /** As GitHub makes them of headings. */
    private static Stream<String> anchors(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+\\s+", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'));
    }
}
