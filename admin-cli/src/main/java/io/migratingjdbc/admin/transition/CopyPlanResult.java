package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import java.util.Map;

/**
 * What a copy would do.
 *
 * @param tables in the order in which they would be copied, with the statistics' guess of their rows; -1
 *     for none
 */
public record CopyPlanResult(Map<String, Long> tables) implements Result {
    @Override
    public void print(Text text) {
        tables.forEach((table, rows) -> text.line("  would copy " + table
                + (rows < 0 ? ", of unknown size (never analysed)" : ", about " + rows + " rows")));
    }
}
