package io.migratingjdbc.admin.schema;

/**
 * Something that one store has and the other has not, or has otherwise.
 *
 * @param table by its name in the plan; null for what several tables may use
 * @param object its name, in the store that has it
 * @param what the attribute that differs; {@code missing} for an object that only the initial store has, {@code extra} for one that only the
 *     target has, {@code unknown} for one that none has
 * @param initial what the initial store has; null for nothing
 * @param target what the target has; null for nothing
 * @param meaning why it matters, or why it does not
 * @param fix in words, with the DDL where it is known
 */
public record Difference(
        Severity severity,
        String table,
        ObjectKind kind,
        String object,
        String what,
        String initial,
        String target,
        String meaning,
        String fix) {
    public static final String MISSING = "missing";
    public static final String EXTRA = "extra";
    public static final String UNKNOWN = "unknown";

    static Difference of(
            SchemaObject object, String what, String initial, String target, Judgement judgement, String name) {
        return new Difference(
                judgement.severity(),
                object.table() == null ? null : object.table().toString(),
                object.kind(),
                name,
                what,
                initial,
                target,
                judgement.meaning(),
                judgement.fix());
    }

    /** One line that names the thing and the fix. */
    public String text() {
        boolean alone = kind == ObjectKind.TABLE || kind == ObjectKind.DATABASE || kind == ObjectKind.PRIMARY_KEY;
        String subject = (alone ? kind.toString() : kind + " " + object)
                + (table == null ? "" : (kind == ObjectKind.TABLE ? " " : " of table ") + table);
        return subject + " " + difference() + ": " + meaning + "; " + fix;
    }

    private String difference() {
        return switch (what) {
            case MISSING -> "is missing in the target";
            case EXTRA -> "is only in the target";
            case UNKNOWN -> "is in neither store";
            default ->
                "has " + what + " " + orNone(initial) + " in the initial store but " + orNone(target)
                        + " in the target";
        };
    }

    private static String orNone(String value) {
        return value == null ? "(none)" : value;
    }
}
