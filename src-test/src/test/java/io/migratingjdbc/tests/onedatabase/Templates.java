package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.EmbeddedStores;
import java.sql.SQLException;
import java.util.stream.Collectors;

/**
 * Databases with the tables and no rows, of which each run gets copies.
 *
 * <p>The plain database gives new rows the ids that they got in the pair, which the run puts into a setting by the rows' keys. So both
 * sides have the same ids, and every answer can be compared as it is. A row that the setting does not name gets an id that the pair
 * never makes.
 */
record Templates(Database plain, Database initial, Database target) {

    /** The setting. */
    static final String IDS = "onedatabase.ids";

    private static final String APART = """
            ALTER TABLE tickets ALTER id RESTART WITH 1000000;
            ALTER TABLE order_lines ALTER id RESTART WITH 1000000;
            ALTER TABLE comments ALTER id RESTART WITH 1000000;
            ALTER TABLE events ALTER id RESTART WITH 1000000;
            """;

    private static final String ADOPT = """
            CREATE SEQUENCE plain_ids START 900000000;
            CREATE FUNCTION migrating_id() RETURNS text LANGUAGE sql AS $$ SELECT 'plain.' || nextval('plain_ids') $$;
            ALTER TABLE orders ALTER id SET DEFAULT migrating_id();
            CREATE FUNCTION adopt_id() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                ids text := nullif(current_setting('onedatabase.ids', true), '');
                fields jsonb := to_jsonb(NEW);
                key text := '';
                known text;
                taken boolean;
            BEGIN
                FOR i IN 0 .. TG_NARGS - 1 LOOP
                    key := key || '/' || coalesce(fields ->> TG_ARGV[i], '');
                END LOOP;
                known := ids::jsonb ->> key;
                IF known IS NOT NULL THEN
                    EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE id::text = $1)', TG_TABLE_NAME) INTO taken USING known;
                    IF NOT taken THEN
                        NEW.id := known;
                    END IF;
                END IF;
                RETURN NEW;
            END $$;
            """;

    static Templates create() throws SQLException {
        EmbeddedStores stores = EmbeddedStores.shared();
        Templates templates = new Templates(
                stores.get(0).newDatabase("plain_template"),
                stores.get(0).newDatabase("one_template"),
                stores.get(1).newDatabase("two_template"));
        templates.plain().execute(Model.DDL, ADOPT);
        for (Table table : new Model().all) {
            if (table.made()) {
                templates.plain().execute(trigger(table));
            }
        }
        for (String table : new String[] {"tickets", "order_lines", "comments", "events"}) {
            templates.plain().execute("ALTER TABLE " + table + " ALTER id RESTART WITH 900000000");
        }
        templates.initial().execute(Model.DDL);
        templates.target().execute(Model.DDL, APART);
        return templates;
    }

    private static String trigger(Table table) {
        String arguments =
                table.key().stream().map(column -> "'" + column.name() + "'").collect(Collectors.joining(", "));
        return "CREATE TRIGGER adopt BEFORE INSERT ON " + table.name() + " FOR EACH ROW EXECUTE FUNCTION adopt_id("
                + arguments + ")";
    }
}
