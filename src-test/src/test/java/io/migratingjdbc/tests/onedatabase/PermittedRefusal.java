package io.migratingjdbc.tests.onedatabase;

import java.util.Arrays;

/** Why a statement of the workload may be refused while two stores are in use. docs/statements.md says what to do about each. */
enum PermittedRefusal {
    CHANGES_IN_BOTH_STORES("has changed rows"),
    KEY_IN_CLOSED_STORE("it changes the key of an entity in the store that accepts no launches now"),
    CHILDREN_IN_BOTH_STORES("belong to entities in both stores"),
    UPSERT_IN_BOTH_STORES("Some of the rows exist in store"),
    OWN_IMMUTABLE_ROWS("this transaction has inserted immutable rows"),
    NOT_TIED_BY_IDS("its tables are not joined by instance ids");

    private final String reason;

    PermittedRefusal(String reason) {
        this.reason = reason;
    }

    static boolean permits(Answer.Refused refusal) {
        return Arrays.stream(values()).anyMatch(permitted -> refusal.reason().contains(permitted.reason));
    }
}
