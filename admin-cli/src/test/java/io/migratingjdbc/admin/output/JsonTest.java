package io.migratingjdbc.admin.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.StoreId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
    record Point(int x, String label) {}

    @Test
    void writesRecordsByTheirComponents() {
        assertThat(Json.of(new Point(3, "a \"quoted\"\nlabel")).replaceAll("\\s+", " "))
                .isEqualTo("{ \"x\": 3, \"label\": \"a \\\"quoted\\\"\\nlabel\" }");
    }

    @Test
    void writesWhatIsANameByItsText() {
        assertThat(Json.of(new StoreId("pg1"))).isEqualTo("\"pg1\"");
        assertThat(Json.of(Phase.PRE_MIGRATION)).isEqualTo("\"pre_migration\"");
        assertThat(Json.of(Duration.ofMillis(1500))).isEqualTo("1.5");
    }

    @Test
    void writesEmptyAndNull() {
        assertThat(Json.of(List.of())).isEqualTo("[]");
        assertThat(Json.of(Map.of())).isEqualTo("{}");
        assertThat(Json.of(Arrays.asList((Object) null)).replaceAll("\\s+", "")).isEqualTo("[null]");
    }

    @Test
    void escapesControlCharacters() {
        assertThat(Json.of("\u0001")).isEqualTo("\"\\u0001\"");
    }
}
