package io.migratingjdbc.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.migratingjdbc.admin.command.Commands;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.tests.bench.BenchCommand;
import io.migratingjdbc.tests.demo.DemoCommand;
import io.migratingjdbc.tests.docs.Page.Snippet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command line in the documentation is one that the commands take, and every command has its page. */
class CommandLinesTest {
    private static final String COMMAND = "./migrating ";
    private static final Pattern INLINE = Pattern.compile("`\\./migrating ([^`]+)`");
    /** Of a synopsis, which nobody types as it is: {@code COMMAND}, {@code [--dry-run]}. */
    private static final Pattern SYNOPSIS = Pattern.compile("[<\\[…]|\\.\\.\\.|\\bCOMMAND\\b");

    /** A command line as the reader sees it. */
    record Line(String where, String text) {
        @Override
        public String toString() {
            return where + " " + text;
        }
    }

    static Stream<Line> lines() {
        return Stream.concat(inCode(), inProse())
                .filter(line -> !SYNOPSIS.matcher(line.text()).find())
                .distinct();
    }

    private static Stream<Line> inCode() {
        List<Line> lines = new ArrayList<>();
        for (Page page : Page.all()) {
            for (Snippet snippet : page.snippets()) {
                String joined = snippet.text().replaceAll("\\\\\n\\s*", "");
                joined.lines()
                        .map(line -> line.replaceFirst("^\\$ ", ""))
                        .filter(line -> line.startsWith(COMMAND))
                        .forEach(line -> lines.add(new Line(snippet.where(), line.substring(COMMAND.length()))));
            }
        }
        return lines.stream();
    }

    private static Stream<Line> inProse() {
        return Page.all().stream()
                .flatMap(page -> INLINE.matcher(String.join(" ", page.prose()))
                        .results()
                        .map(found -> new Line(page.toString(), found.group(1))));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void isUnderstood(Line line) {
        List<String> words = new ArrayList<>(words(line.text()));
        CommandLine commands = switch (words.get(0)) {
            case "demo" -> new CommandLine(new DemoCommand());
            case "bench" -> BenchCommand.commandLine();
            default -> commands();
        };
        if (Set.of("demo", "bench").contains(words.get(0))) {
            words.remove(0);
        }
        assertThatCode(() -> commands.parseArgs(words.toArray(String[]::new))).doesNotThrowAnyException();
    }

    @Test
    void everyCommandHasAPageAndEveryPageACommand() throws Exception {
        Set<String> pages = new TreeSet<>();
        try (Stream<Path> files = Files.list(Page.root().resolve("docs/commands"))) {
            files.map(file -> file.getFileName().toString().replace(".md", "")).forEach(pages::add);
        }
        Set<String> expected = new TreeSet<>(names(commands(), ""));
        expected.addAll(names(BenchCommand.commandLine(), "bench-"));
        expected.add("demo");
        expected.add("README");
        assertThat(pages).isEqualTo(expected);
    }

    /** A group of commands that does nothing itself has no page, its commands have: {@code plan-suggest}. */
    private static List<String> names(CommandLine group, String prefix) {
        List<String> names = new ArrayList<>();
        group.getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                names.add(prefix + name);
            } else {
                names.addAll(names(command, prefix + name + "-"));
            }
        });
        return names;
    }

    private static CommandLine commands() {
        return Commands.commandLine(Operator.ofThisProcess(TransitionListener.NONE));
    }

    /** As a shell splits them, but for expansion; a comment and what follows a pipe are not part of the command. */
    private static List<String> words(String line) {
        String command = line.replaceFirst("\\s+[#|>&].*", "");
        return Arrays.stream(command.trim().split("\\s+"))
                .map(word -> word.replaceAll("^[\"']|[\"']$", ""))
                .toList();
    }
}
