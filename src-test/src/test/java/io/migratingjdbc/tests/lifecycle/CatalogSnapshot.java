package io.migratingjdbc.tests.lifecycle;

import io.migratingjdbc.tests.harness.Database;
import java.sql.SQLException;
import java.util.List;

/**
 * All that a database's catalog says of what is not the system's, a line each, without object ids. Left out are the server's own hints:
 * statistics, file numbers, whether a table ever had triggers, and the empty schemas in which sessions had temporary tables.
 */
final class CatalogSnapshot {
    private static final String APPLICATION = " NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'";

    private static final String CATALOG = """
            WITH n AS (SELECT oid, nspname, nspacl FROM pg_namespace WHERE nspname %1$s),
            r AS (SELECT c.*, format('%%I.%%I', n.nspname, c.relname) AS name FROM pg_class c JOIN n ON n.oid = c.relnamespace)
            SELECT format('schema %%s %%s', nspname, nspacl) FROM n
            UNION ALL SELECT format('class %%s %%s %%s %%s %%s %%s %%s %%s %%s', name, relkind, relpersistence,
                relowner::regrole, relacl, reloptions, relchecks, relrowsecurity, relreplident) FROM r
            UNION ALL SELECT format('column %%s.%%I %%s %%s %%s %%s %%s %%s %%s', r.name, attname, attnum,
                format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
                pg_get_expr(d.adbin, d.adrelid), attacl)
                FROM r JOIN pg_attribute a ON a.attrelid = r.oid AND attnum > 0 AND NOT attisdropped
                LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = attnum
            UNION ALL SELECT format('constraint %%s %%I %%s', r.name, conname, pg_get_constraintdef(k.oid))
                FROM r JOIN pg_constraint k ON k.conrelid = r.oid
            UNION ALL SELECT format('index %%s %%s %%s', pg_get_indexdef(indexrelid), indisvalid, indisreplident)
                FROM r JOIN pg_index ON indrelid = r.oid
            UNION ALL SELECT format('trigger %%s %%s', pg_get_triggerdef(t.oid), tgenabled)
                FROM r JOIN pg_trigger t ON tgrelid = r.oid AND NOT tgisinternal
            UNION ALL SELECT format('function %%s %%s %%s %%s', p.oid::regprocedure, md5(pg_get_functiondef(p.oid)),
                proowner::regrole, proacl) FROM pg_proc p JOIN n ON n.oid = pronamespace WHERE prokind IN ('f', 'p')
            UNION ALL SELECT format('sequence %%s %%s', r.name, to_jsonb(s) - 'seqrelid')
                FROM r JOIN pg_sequence s ON seqrelid = r.oid
            UNION ALL SELECT format('owner of sequence %%s: %%s %%s %%s', r.name, refobjid::regclass, refobjsubid, deptype)
                FROM r JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')
                AND d.refclassid = 'pg_class'::regclass WHERE relkind = 'S'
            UNION ALL SELECT format('type %%I.%%I %%s %%s', n.nspname, typname, typtype, typacl)
                FROM pg_type JOIN n ON n.oid = typnamespace
            UNION ALL SELECT format('rule %%s %%s', r.name, pg_get_ruledef(w.oid)) FROM r JOIN pg_rewrite w ON ev_class = r.oid
            UNION ALL SELECT format('policy %%s %%I', r.name, polname) FROM r JOIN pg_policy ON polrelid = r.oid
            UNION ALL SELECT format('extension %%s %%s', extname, extversion) FROM pg_extension
            UNION ALL SELECT format('event trigger %%s', evtname) FROM pg_event_trigger
            UNION ALL SELECT format('default rights %%s', defaclacl) FROM pg_default_acl
            UNION ALL SELECT format('setting %%s', setconfig) FROM pg_db_role_setting
                JOIN pg_database b ON b.oid = setdatabase AND datname = current_database()
            ORDER BY 1
            """.formatted(APPLICATION);

    private CatalogSnapshot() {}

    static List<String> of(Database store) throws SQLException {
        return store.strings(CATALOG);
    }

    /** Where the sequences stand. */
    static List<String> positions(Database store) throws SQLException {
        return store.strings("SELECT schemaname || '.' || sequencename || ' ' || coalesce(last_value::text, 'unused')"
                + " FROM pg_sequences WHERE sequencename NOT LIKE 'migrating%' ORDER BY 1");
    }
}
