package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.model.TableName;
import java.util.List;

/**
 * How one immutable table compares between the stores.
 *
 * @param missing rows that only the source has
 * @param extra rows that only the target has
 * @param different rows with one primary key and two contents
 * @param repaired rows that were in one store only and are in both now
 * @param exact false if there were so many differences that the rest of the table was not looked at: then the numbers are lower
 *     bounds
 * @param samples up to ten primary keys, as JSON
 */
public record TableVerification(
        TableName table,
        long sourceRows,
        long targetRows,
        long missing,
        long extra,
        long different,
        long repaired,
        boolean exact,
        List<String> samples) {

    public TableVerification {
        samples = List.copyOf(samples);
    }

    public boolean clean() {
        return exact && missing == 0 && extra == 0 && different == 0;
    }

    /** For the operator. */
    public String text() {
        return table + ": "
                + (clean()
                        ? sourceRows + " rows are the same"
                        : (exact ? "" : "at least ") + missing + " rows missing in the target, " + extra
                                + " only there, " + different + " different, for example "
                                + String.join(", ", samples))
                + (repaired == 0 ? "" : ", " + repaired + " of them by repair");
    }
}
