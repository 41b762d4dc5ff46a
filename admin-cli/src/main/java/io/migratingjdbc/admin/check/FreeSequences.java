package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import java.sql.SQLException;
import java.util.List;

/** A sequence that no column owns is the application's: both stores would give out the same numbers. */
final class FreeSequences implements Check {
    private static final String SEQUENCES = """
            SELECT n.nspname || '.' || c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'S' AND n.nspname NOT LIKE 'pg\\_%' AND c.relname NOT LIKE 'migrating\\_%'
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0)
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_attrdef'::regclass
                    AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid)
            ORDER BY 1
            """;

    @Override
    public String name() {
        return "Sequences of the application's own are apart";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        return inspection.query(Role.INITIAL, SEQUENCES).stream()
                .map(row -> row.get(0))
                .map(sequence -> Finding.warn("Sequence " + sequence
                        + " fills no column by default, so that start does not"
                        + " set it apart: if its numbers must differ in the two stores, run ALTER SEQUENCE " + sequence
                        + " RESTART in the target with a number that the initial store will not reach"))
                .toList();
    }
}
