package io.migratingjdbc.admin.output;

/** How a line of a list is to be taken. */
public enum Mark {
    OK("green", "OK  "),
    INFO("faint", "INFO"),
    WARN("yellow", "WARN"),
    FAIL("red", "FAIL"),
    HOLDS("green", "[x]"),
    DOES_NOT_HOLD("yellow", "[ ]"),
    STEP("green", " * ");

    private final String style;
    private final String label;

    Mark(String style, String label) {
        this.style = style;
        this.label = label;
    }

    String style() {
        return style;
    }

    String label() {
        return label;
    }
}
