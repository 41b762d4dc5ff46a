package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the plan's users must be allowed to do later; found missing half way through, it would be too late. */
final class Rights implements Check {
    private static final String TABLE_RIGHT = """
        SELECT has_table_privilege(c.oid, ?) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        """;
    private static final String SEQUENCE_OWNED = """
        SELECT pg_has_role(c.relowner, 'USAGE') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ?
        """;

    @Override
    public String name() {
        return "The users of the plan have the rights they need";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (Role role : Role.values()) {
            schemaRights(findings, inspection, role);
            for (TablePlan table : inspection.moved()) {
                tableRights(findings, inspection, role, table);
            }
        }
        return findings;
    }

    private static void schemaRights(List<Finding> findings, Inspection inspection, Role role) throws SQLException {
        String schema = inspection.stores().configuration().settings().schema();
        String rights =
                "SELECT coalesce((SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = ?),"
                        + " false)";
        if (!granted(inspection, role, rights, schema)) {
            findings.add(Finding.fail(missing(
                    inspection,
                    role,
                    "create the control tables in schema " + schema,
                    "GRANT CREATE ON SCHEMA " + schema + " TO " + user(inspection, role)
                            + " (or create the schema), or set migrating.schema")));
        }
    }

    private static void tableRights(List<Finding> findings, Inspection inspection, Role role, TablePlan table)
            throws SQLException {
        TableSchema schema = inspection.schema(role, table);
        for (String right : needed(inspection, table)) {
            if (!granted(
                    inspection,
                    role,
                    TABLE_RIGHT,
                    right,
                    schema.schema(),
                    table.name().name())) {
                findings.add(Finding.fail(missing(
                        inspection,
                        role,
                        right + " on table " + table.name(),
                        "GRANT " + right + " ON " + table.name() + " TO " + user(inspection, role)
                                + (right.equals("TRIGGER") ? ", or set migrating.guard=off" : ""))));
            }
        }
        boolean numbered = table.tableClass() == TableClass.IMMUTABLE
                || table.tableClass() == TableClass.KEYED && table.ids() == IdStrategy.RANGE;
        for (ColumnSequence sequence : numbered ? inspection.sequences(role, table) : List.<ColumnSequence>of()) {
            if (!granted(inspection, role, SEQUENCE_OWNED, sequence.schema(), sequence.name())) {
                findings.add(Finding.fail(missing(
                        inspection,
                        role,
                        "change the sequence " + sequence.name(),
                        "let the plan's user own it, or be a member of its owner's role")));
            }
        }
    }

    private static List<String> needed(Inspection inspection, TablePlan table) {
        List<String> needed = new ArrayList<>(List.of("SELECT", "INSERT"));
        if (table.entityRows()) {
            needed.addAll(List.of("UPDATE", "DELETE"));
        }
        boolean guarded = table.tableClass() == TableClass.KEYED
                && inspection.stores().configuration().settings().guard();
        if (guarded || table.tableClass() == TableClass.IMMUTABLE) {
            needed.add("TRIGGER");
        }
        return needed;
    }

    private static boolean granted(Inspection inspection, Role role, String sql, Object... values) throws SQLException {
        return "t".equals(inspection.value(role, sql, values));
    }

    private static String user(Inspection inspection, Role role) throws SQLException {
        return inspection.value(role, "SELECT quote_ident(current_user)");
    }

    private static String missing(Inspection inspection, Role role, String what, String fix) throws SQLException {
        return "User " + user(inspection, role) + " may not " + what + " in "
                + inspection.stores().name(role) + ": " + fix;
    }
}
