package io.migratingjdbc.tests.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.docs.Page.Snippet;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java snippet compiles: as a class if it is one, else as the body of a method behind its imports. */
class JavaSnippetsTest {
    private static final String HEAD = """
        class Snippet {
            static javax.sql.DataSource source;
            static void run(java.sql.Connection connection, java.util.Properties properties) throws Exception {
        """;

    static Stream<Snippet> snippets() {
        return Page.snippets("java");
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void compiles(Snippet snippet, @TempDir Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-implicit:none", "-d", classes.toString());
        compiler.getTask(null, null, problems, options, null, List.of(new Source(unit(snippet))))
                .call();
        assertThat(problems.getDiagnostics())
                .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .isEmpty();
    }

    private static String unit(Snippet snippet) {
        if (snippet.text().contains("\npublic class ")) {
            return snippet.text().replace("\npublic class ", "\nclass ");
        }
        return snippet.lines().stream()
                        .filter(line -> line.startsWith("import "))
                        .collect(Collectors.joining("\n"))
                + "\n" + HEAD
                + snippet.lines().stream()
                        .filter(line -> !line.startsWith("import "))
                        .collect(Collectors.joining("\n"))
                + "\n}}";
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Snippet.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
