package io.migratingjdbc.admin.check;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Some values mean nothing in another database, or cannot be written there at all. */
final class CarriedTypes implements Check {
    /** Also within arrays, domains and composite types. */
    private static final String TYPES = """
        WITH RECURSIVE part (column_name, id, level) AS (
            SELECT a.attname, a.atttypid, 1 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            UNION
            SELECT p.column_name, CASE WHEN t.typcategory = 'A' AND t.typelem <> 0 THEN t.typelem
                WHEN t.typbasetype <> 0 THEN t.typbasetype ELSE a.atttypid END, p.level + 1
            FROM part p JOIN pg_type t ON t.oid = p.id
            LEFT JOIN pg_attribute a ON t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0
                AND NOT a.attisdropped
            WHERE p.level < 20)
        SELECT DISTINCT p.column_name, t.typname FROM part p JOIN pg_type t ON t.oid = p.id
        WHERE t.typnamespace = 'pg_catalog'::regnamespace AND t.typname IN ('oid', 'xid', 'xid8', 'cid', 'tid', 'pg_lsn',
            'pg_snapshot', 'txid_snapshot', 'refcursor', 'aclitem', 'pg_node_tree', 'pg_ndistinct', 'pg_dependencies',
            'pg_mcv_list', 'pg_brin_bloom_summary', 'pg_brin_minmax_multi_summary')
            OR t.typnamespace = 'pg_catalog'::regnamespace AND t.typname LIKE 'reg%'
            OR t.typname = 'lo'
        ORDER BY 1, 2
        """;

    @Override
    public String name() {
        return "The values of every column mean the same in both stores";
    }

    @Override
    public List<Finding> run(Inspection inspection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (TablePlan table : inspection.moved()) {
            String schema = inspection.schema(Role.INITIAL, table).schema();
            for (List<String> column :
                    inspection.query(Role.INITIAL, TYPES, schema, table.name().name())) {
                findings.add(finding(table, column.get(0), column.get(1)));
            }
        }
        return findings;
    }

    private static Finding finding(TablePlan table, String column, String type) {
        boolean copied = table.tableClass() == TableClass.IMMUTABLE;
        String what = "Column " + table.name() + "." + column + " holds values of type " + type + ", ";
        if (type.startsWith("pg_") && !type.equals("pg_lsn") && !type.equals("pg_snapshot")) {
            String text = what + "which no database reads back: copy what it says into a column of another type, and"
                    + " drop it";
            return copied ? Finding.fail(text) : Finding.warn(text);
        }
        if (type.equals("oid") || type.equals("lo")) {
            return Finding.warn(what + "which may be the number of a large object: those are not moved; keep their"
                    + " contents in a bytea column");
        }
        if (type.startsWith("reg")) {
            return Finding.warn(what + "which names an object of the database and "
                    + (copied ? "cannot be copied" : "means nothing")
                    + " where the target has none of that name: make it a text");
        }
        return Finding.warn(what + "which mean something in the database where they were made only: make sure that"
                + " nobody looks them up in the other");
    }
}
