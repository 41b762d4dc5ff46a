package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The other store is searched for the key that a statement gives: the store must not make another one of it. */
final class KeysAsGiven implements Check {
    private static final String COMPUTED = """
        SELECT a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ? AND a.attgenerated <> ''
        """;

    /** Those that run for each row before it is stored. */
    private static final String TRIGGERS = """
        SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE n.nspname = ? AND c.relname = ? AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
          AND t.tgtype & 3 = 3 AND t.tgtype & 20 <> 0
        """;

    @Override
    public String name() {
        return "Keys are stored as statements give them";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            for (TablePlan table : inspection.moved(TableClass.KEYED)) {
                String schema = inspection.schema(role, table).schema();
                String name = table.name().name();
                String store = inspection.stores().name(role);
                for (List<String> column : inspection.query(role, COMPUTED, schema, name)) {
                    if (table.key().contains(column.get(0))) {
                        findings.add(Finding.fail("Key column " + table.name() + "." + column.get(0) + " in " + store
                                + " is GENERATED from other columns, so that an UPDATE of these would change the key"
                                + " unnoticed: make it a plain column that the application fills"));
                    }
                }
                for (List<String> trigger : inspection.query(role, TRIGGERS, schema, name)) {
                    for (String column : table.key()) {
                        if (assigns(trigger.get(1), column)) {
                            findings.add(Finding.warn("Trigger " + trigger.get(0) + " on " + table.name() + " in "
                                    + store
                                    + " sets key column " + column + " before a row is stored: let the application give"
                                    + " the key as it is to be stored, unless the trigger sets it only where a statement"
                                    + " leaves the column out"));
                        }
                    }
                }
            }
        }
        return findings;
    }

    private static boolean assigns(String function, String column) {
        String field = "new\\s*\\.\\s*\"?" + Pattern.quote(column) + "\"?\\s*";
        return Pattern.compile(
                        "\\b" + field + ":=|(?:;|\\b(?:begin|then|else|loop))\\s*" + field + "=|\\binto\\s+" + field,
                        Pattern.CASE_INSENSITIVE)
                .matcher(function)
                .find();
    }
}
