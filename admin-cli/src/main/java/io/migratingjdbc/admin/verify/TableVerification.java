package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.model.TableName;
import java.util.List;

/**
 * How one immutable table compares between the stores.
 *
 * @param missing rows that only the source has
 * @param extra rows that only the target has
 * @param different rows with one primary key and two contents
 * @param exact false if there were too many differences to look at each of them again: then the three numbers may
 *     count rows that were on their way, and are lower bounds
 * @param samples up to ten primary keys, as JSON
 */
public record TableVerification(
        TableName table,
        long sourceRows,
        long targetRows,
        long missing,
        long extra,
        long different,
        boolean exact,
        List<String> samples) {

    public TableVerification {
        samples = List.copyOf(samples);
    }

    public boolean clean() {
        return missing == 0 && extra == 0 && different == 0;
    }
}
