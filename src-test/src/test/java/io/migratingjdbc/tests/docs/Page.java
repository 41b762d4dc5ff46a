package io.migratingjdbc.tests.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown page of this repository.
 *
 * @param lines all of them
 * @param snippets the fenced code blocks, in order
 */
record Page(Path file, List<String> lines, List<Snippet> snippets) {
    private static final Pattern FENCE = Pattern.compile("```(\\w*)");

    /**
     * A fenced code block.
     *
     * @param language empty if the fence names none
     * @param where for messages: page and line
     */
    record Snippet(String language, String where, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }

        @Override
        public String toString() {
            return where;
        }
    }

    /** The top folder of the sources. */
    static Path root() {
        return Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .normalize()
                .getParent();
    }

    static List<Page> all() {
        try (Stream<Path> docs = Files.walk(root().resolve("docs"))) {
            return Stream.concat(Stream.of(root().resolve("README.md")), docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Snippet> snippets(String language) {
        return all().stream()
                .flatMap(page -> page.snippets().stream())
                .filter(snippet -> snippet.language().equals(language));
    }

    /** The page without its code blocks. */
    List<String> prose() {
        List<String> prose = new ArrayList<>();
        boolean code = false;
        for (String line : lines) {
            boolean fence = line.startsWith("```");
            if (!fence && !code) {
                prose.add(line);
            }
            code ^= fence;
        }
        return prose;
    }

    private static Page read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return new Page(file, lines, snippets(file, lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Snippet> snippets(Path file, List<String> lines) {
        List<Snippet> snippets = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < lines.size(); i++) {
            if (open < 0 && FENCE.matcher(lines.get(i)).matches()) {
                open = i;
            } else if (open >= 0 && lines.get(i).equals("```")) {
                String where = root().relativize(file) + ":" + (open + 1);
                snippets.add(new Snippet(lines.get(open).substring(3), where, lines.subList(open + 1, i)));
                open = -1;
            }
        }
        if (open >= 0) {
            throw new IllegalStateException(file + ": the code block of line " + (open + 1) + " is not closed");
        }
        return snippets;
    }

    @Override
    public String toString() {
        return root().relativize(file).toString();
    }
}
