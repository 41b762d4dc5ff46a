package io.migratingjdbc.internal.route;

/** What a two-store phase does with a statement, the more is at stake the later. */
public enum Verdict {
    /** Nothing special: it names no table that moves. */
    PASS("pass"),
    /** It goes to one store as it is. */
    ONE_STORE("one store"),
    /** It creates entities or immutable rows, or may change keys: the other store is asked for the keys first. */
    LAUNCH("launch"),
    /** Both stores carry it out, and one answer is made of two. */
    BOTH_STORES("both"),
    REFUSED("refused");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
