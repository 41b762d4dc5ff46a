package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
import io.migratingjdbc.internal.model.TableSchema.UniqueKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A sequence that no column owns is the application's: both stores would give out the same numbers. It fails where a
 * table waits for such numbers: two entities with one id would be changed and read as one.
 */
final class FreeSequences implements Check {
    private static final String SEQUENCES = """
            SELECT n.nspname || '.' || c.relname, s.seqmin, s.seqmax
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
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
        Map<String, Long> targetStarts = inspection.query(Role.TARGET, SEQUENCES).stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> Long.parseLong(row.get(1))));
        Optional<String> waiting = numberedByTheApplication(inspection);
        List<Finding> findings = new ArrayList<>();
        for (List<String> row : inspection.query(Role.INITIAL, SEQUENCES)) {
            String sequence = row.get(0);
            long initialEnd = Long.parseLong(row.get(2));
            boolean apart = targetStarts.containsKey(sequence) && initialEnd < targetStarts.get(sequence);
            if (!apart) {
                findings.add(finding(sequence, waiting));
            }
        }
        return findings;
    }

    private static Finding finding(String sequence, Optional<String> waiting) {
        String text = "Sequence " + sequence
                + " fills no column by default, so that start does not set it apart: if the"
                + " application takes the ids of a table from it, say so in both stores with ALTER SEQUENCE " + sequence
                + " OWNED BY " + waiting.orElse("<table>.<column>") + ", else give it a MAXVALUE in the initial store"
                + " below its MINVALUE in the target";
        return waiting.isPresent() ? Finding.fail(text) : Finding.warn(text);
    }

    /** A key of whole numbers that no sequence of the database fills. */
    private static Optional<String> numberedByTheApplication(Inspection inspection) throws SQLException {
        for (TablePlan table : inspection.moved()) {
            TableSchema schema = inspection.schema(Role.INITIAL, table);
            Optional<String> key = schema.primaryKey()
                    .map(UniqueKey::columns)
                    .filter(columns -> columns.size() == 1)
                    .map(columns -> columns.get(0))
                    .filter(column -> InstanceIds.INTEGERS.contains(
                            schema.column(column).map(Column::type).orElse("")));
            boolean numbered = inspection.sequences(Role.INITIAL, table).stream()
                    .anyMatch(sequence -> key.equals(Optional.of(sequence.column())));
            if (key.isPresent() && !numbered) {
                return Optional.of(table.name() + "." + key.get());
            }
        }
        return Optional.empty();
    }
}
