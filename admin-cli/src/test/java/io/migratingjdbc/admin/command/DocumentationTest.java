package io.migratingjdbc.admin.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.internal.control.TransitionListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every command has a page, and every option is on it. */
class DocumentationTest {
    private static final Path DOCS = Path.of("..", "docs", "commands");

    static Stream<CommandSpec> commands() {
        CommandSpec top = Commands.commandLine(Operator.ofThisProcess(TransitionListener.NONE))
                .getCommandSpec();
        return leaves(top);
    }

    private static Stream<CommandSpec> leaves(CommandSpec command) {
        return command.subcommands().isEmpty()
                ? Stream.of(command)
                : command.subcommands().values().stream().flatMap(each -> leaves(each.getCommandSpec()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isOnItsPage(CommandSpec command) throws IOException {
        String name = command.qualifiedName("-").substring("migrating-".length());
        String page = Files.readString(DOCS.resolve(name + ".md"));

        assertThat(page).contains("## Options", "## Exit codes", "## Example");
        assertThat(command.options())
                .extracting(OptionSpec::longestName)
                .allSatisfy(option -> assertThat(page).contains("`" + option));
        assertThat(Files.readString(DOCS.resolve("README.md"))).contains("(" + name + ".md)");
    }
}
