package io.migratingjdbc.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the analysis makes of several hundred statements of all kinds: what it cannot tell must be rare, and never a guess. */
class StatementCorpusTest {

    private record Expected(StatementKind kind, String reason, String sql, List<String> tables) {
        @Override
        public String toString() {
            return sql;
        }
    }

    private static Stream<Expected> statements() throws IOException {
        List<Expected> statements = new ArrayList<>();
        try (InputStream file = StatementCorpusTest.class.getResourceAsStream("statements.txt")) {
            String kind = "";
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("== ")) {
                    kind = line.substring(3);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    statements.add(expected(kind, line));
                }
            }
        }
        return statements.stream();
    }

    private static Expected expected(String kindAndReason, String line) {
        String[] kind = kindAndReason.split(" ", 2);
        int arrow = line.lastIndexOf(" =>");
        String sql = arrow < 0 ? line : line.substring(0, arrow);
        String tables = arrow < 0 ? "" : line.substring(arrow + 3).strip();
        return new Expected(
                StatementKind.valueOf(kind[0]),
                kind.length == 1 ? "" : kind[1],
                sql,
                tables.isEmpty() ? List.of() : List.of(tables.split(", ")));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void isAnalysed(Expected expected) {
        StatementProfile profile = new JSqlAnalyzer().analyze(expected.sql());
        assertThat(profile.kind())
                .as("%s: %s", expected.sql(), profile.unknownReason())
                .isEqualTo(expected.kind());
        if (profile.kind() == StatementKind.UNKNOWN) {
            assertThat(profile.unknownReason()).contains(expected.reason());
        } else if (profile.kind() != StatementKind.OTHER_WRITE) {
            assertThat(profile.tables().stream()
                            .map(use -> use.table().toString())
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(expected.tables());
        }
    }
}
