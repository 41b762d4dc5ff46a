package io.migratingjdbc.internal.replicate;

import java.util.List;

/** What became of rows in the target: how many are new there, and which cannot be there. */
record Applied(int inserted, List<Refusal> refusals) {

    /** @param targetRow what the target has under the same primary key; null if another unique key is in the way */
    record Refusal(Entry entry, String targetRow) {
        String reason() {
            return targetRow == null
                    ? "another row of the target has the same value in another unique key"
                    : "the target has other content under the same primary key";
        }
    }
}
