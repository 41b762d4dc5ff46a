package io.migratingjdbc.admin.check;

/** Something that is not as it should be. The text is one line that names the thing and the fix. */
public record Finding(Level level, String text) {

    static Finding fail(String text) {
        return new Finding(Level.FAIL, text);
    }

    static Finding warn(String text) {
        return new Finding(Level.WARN, text);
    }
}
