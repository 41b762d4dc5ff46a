package io.migratingjdbc.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.docs.Page.Snippet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guides for client libraries tell to write is what the tests of these libraries use, line by line. */
class ClientsTest {
    private static final Path TESTS = Page.root().resolve("src-test/src/test");
    private static final String EXAMPLE = "com.example.";
    private static final String CLIENTS = "io.migratingjdbc.tests.clients.";

    static Stream<Snippet> snippets() {
        return Page.all().stream()
                .filter(page -> page.file().getParent().endsWith("docs/clients"))
                .flatMap(page -> page.snippets().stream())
                .filter(snippet -> !snippet.language().equals("text"));
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void isTheTestsOwn(Snippet snippet) {
        Set<String> tested = Stream.of(
                        TESTS.resolve("resources/clients"), TESTS.resolve("java/io/migratingjdbc/tests/clients"))
                .flatMap(ClientsTest::lines)
                .map(String::strip)
                .collect(Collectors.toSet());
        List<String> unknown = snippet.lines().stream()
                .map(line -> line.strip().replace(EXAMPLE, CLIENTS))
                .filter(line -> !line.isEmpty() && !tested.contains(line))
                .toList();
        assertThat(unknown).isEmpty();
    }

    private static Stream<String> lines(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).map(ClientsTest::read).toList().stream()
                    .flatMap(List::stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
