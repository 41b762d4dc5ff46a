package io.migratingjdbc.admin.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.admin.Cli;
import io.migratingjdbc.admin.TestMigration;
import io.migratingjdbc.admin.TestPostgres;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.internal.control.TransitionListener;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test changes the target in a transaction that is rolled back. */
class SchemaDiffTest {
    private static final String CATALOG = """
        WITH n AS (SELECT oid, nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'),
        r AS (SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN n ON n.oid = c.relnamespace
            WHERE relname NOT LIKE 'migrating%'),
        line (line) AS (
            SELECT format('class %s %s %s %s %s', name, relkind, relpersistence,
                (SELECT string_agg(o, ',' ORDER BY o) FROM unnest(reloptions) o), relispartition) FROM r
            UNION ALL SELECT format('column %s.%I %s %s %s %s %s %s %s', r.name, attname, attnum,
                format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, pg_get_expr(d.adbin, d.adrelid),
                attcollation::regcollation)
                FROM r JOIN pg_attribute a ON a.attrelid = r.oid AND attnum > 0 AND NOT attisdropped
                LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = attnum
            UNION ALL SELECT format('constraint %s %I %s %s', r.name, conname, pg_get_constraintdef(k.oid), convalidated)
                FROM r JOIN pg_constraint k ON k.conrelid = r.oid
            UNION ALL SELECT format('index %s %s', pg_get_indexdef(indexrelid), indisvalid) FROM r JOIN pg_index ON indrelid = r.oid
            UNION ALL SELECT format('function %s %s', p.oid::regprocedure, pg_get_functiondef(p.oid))
                FROM pg_proc p JOIN n ON n.oid = pronamespace WHERE prokind = 'f'
            UNION ALL SELECT format('sequence %s %s', r.name, to_jsonb(s) - 'seqrelid' - 'seqtypid')
                FROM r JOIN pg_sequence s ON seqrelid = r.oid
            UNION ALL SELECT format('owner of %s: %s %s %s', r.name, refobjid::regclass, refobjsubid, deptype)
                FROM r JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = r.oid AND d.deptype IN ('a', 'i')
                AND d.refclassid = 'pg_class'::regclass WHERE relkind = 'S'
            UNION ALL SELECT format('type %I.%I %s %s', n.nspname, typname, typtype,
                    (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid))
                FROM pg_type t JOIN n ON n.oid = typnamespace WHERE typname NOT LIKE 'migrating%' AND typname NOT LIKE '\\_migrating%'
            UNION ALL SELECT format('collation %s %s', c.collname, to_jsonb(c) - 'oid' - 'collversion' - 'collnamespace')
                FROM pg_collation c JOIN n ON n.oid = collnamespace)
        SELECT string_agg(line, E'\\n' ORDER BY line COLLATE "C") FROM line
        """;

    @TempDir
    private static Path directory;

    private static TestMigration migration;
    private static List<TablePlan> moved;
    private static StoreSchema initial;

    private Connection target;

    @BeforeAll
    static void sameSchemas() throws SQLException, IOException {
        migration = RichSchema.in(directory);
        assertThat(migration.run("schema", "create").exitCode()).isZero();
        try (Migration opened =
                        Migration.ofPlanFile(migration.plan(), Operator.ofThisProcess(TransitionListener.NONE));
                Connection connection = TestPostgres.connect(migration.target())) {
            moved = opened.moved();
            new DeferredDdl(opened.control()).apply(connection, names(), () -> {}, step -> {});
            Connection here = opened.stores().connection(Role.INITIAL);
            initial = Sql.inTransaction(here, () -> StoreSchemaReader.read(here, names()));
        }
    }

    @BeforeEach
    void begin() throws SQLException {
        target = TestPostgres.connect(migration.target());
        target.setAutoCommit(false);
    }

    @AfterEach
    void rollBack() throws SQLException {
        target.rollback();
        target.close();
    }

    @Test
    void sameSchemasDoNotDiffer() {
        Cli diff = migration.run("schema", "diff");
        assertThat(diff.exitCode()).isZero();
        assertThat(diff.out()).isEqualTo("The schemas are the same.\n");
        assertThat(migration.run("schema", "diff", "--json").out()).contains("\"differences\": []");
    }

    /** Told by another reader than the one under test. */
    @Test
    void theCatalogsAreTheSame() throws SQLException {
        String catalog = migration.query(migration.initial(), CATALOG);
        assertThat(catalog.lines()).hasSizeGreaterThan(100);
        assertThat(migration.query(migration.target(), CATALOG)).isEqualTo(catalog);
    }

    @Test
    void columns() throws SQLException {
        target(
                "ALTER TABLE instance ALTER state TYPE varchar(10), ALTER state SET DEFAULT 'old',"
                        + " ALTER definition_id SET NOT NULL, ADD extra int, DROP twice",
                "ALTER TABLE instance ADD twice numeric GENERATED ALWAYS AS (total * 3) STORED",
                "ALTER TABLE definition DROP moods, ALTER id DROP DEFAULT",
                "ALTER TABLE event ALTER id SET GENERATED BY DEFAULT");

        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "FAILURE COLUMN instance state type",
                        "FAILURE COLUMN instance state default",
                        "FAILURE COLUMN instance definition_id nullability",
                        "FAILURE COLUMN instance twice generated",
                        "FAILURE COLUMN instance extra extra",
                        "FAILURE COLUMN definition moods missing",
                        "FAILURE COLUMN definition id numbered by",
                        "WARNING COLUMN event id numbered by");
        assertThat(texts())
                .contains("Column state of table instance has type character varying(20) in the initial store but"
                        + " character varying(10) in the target")
                .contains("ALTER TABLE public.instance ALTER COLUMN \"state\" SET DEFAULT 'new'::character varying");
    }

    @Test
    void orderOfColumns() throws SQLException {
        target("ALTER TABLE task DROP instance_id", "ALTER TABLE task ADD instance_id text REFERENCES instance");

        assertThat(differences()).containsExactly("FAILURE TABLE task public.task order of columns");
    }

    @Test
    void keysAndIndexes() throws SQLException {
        target(
                "ALTER TABLE instance DROP CONSTRAINT instance_business_key_key",
                "CREATE UNIQUE INDEX ON instance (state)",
                "DROP INDEX one_new, by_state, by_mood",
                "ALTER TABLE instance DROP CONSTRAINT instance_state_check, DROP CONSTRAINT instance_definition_id_fkey",
                "ALTER TABLE instance ADD CONSTRAINT short CHECK (length(state) < 100)",
                "ALTER TABLE task DROP CONSTRAINT task_pkey, ADD PRIMARY KEY (id, state)",
                "ALTER TABLE definition RENAME CONSTRAINT names TO unique_names",
                "ALTER TABLE event DROP CONSTRAINT of_definition, ADD CONSTRAINT of_definition"
                        + " FOREIGN KEY (definition_id) REFERENCES definition ON DELETE CASCADE NOT VALID",
                "CREATE INDEX ON event (amount)");

        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "FAILURE UNIQUE_KEY instance instance_business_key_key missing",
                        "FAILURE UNIQUE_KEY instance instance_state_idx extra",
                        "FAILURE UNIQUE_KEY instance one_new missing",
                        "WARNING INDEX instance by_state missing",
                        "WARNING INDEX definition by_mood missing",
                        "WARNING CHECK instance instance_state_check missing",
                        "WARNING FOREIGN_KEY instance instance_definition_id_fkey missing",
                        "FAILURE CHECK instance short extra",
                        "FAILURE PRIMARY_KEY task task_pkey definition",
                        "FAILURE COLUMN task state nullability",
                        "INFORMATION UNIQUE_KEY definition names name",
                        "WARNING FOREIGN_KEY event of_definition validated",
                        "INFORMATION INDEX event event_amount_idx extra");
    }

    @Test
    void anIndexThatWasNotBuiltToItsEnd() throws SQLException {
        target(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_state'::regclass",
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'one_new'::regclass");

        assertThat(differences())
                .containsExactly("FAILURE UNIQUE_KEY instance one_new valid", "WARNING INDEX instance by_state valid");
    }

    @Test
    void typesAndSequences() throws SQLException {
        target(
                "ALTER TYPE \"Own types\".\"Mood\" RENAME VALUE 'sad' TO 'x'",
                "ALTER TYPE \"Own types\".\"Mood\" RENAME VALUE 'happy' TO 'sad'",
                "ALTER TYPE \"Own types\".\"Mood\" RENAME VALUE 'x' TO 'happy'",
                "ALTER DOMAIN positive DROP CONSTRAINT positive_check",
                "ALTER TYPE address ADD ATTRIBUTE city text",
                "ALTER SEQUENCE shared INCREMENT 7 CYCLE",
                "ALTER SEQUENCE task_id_seq AS int",
                "CREATE OR REPLACE FUNCTION shout(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT t'");

        assertThat(differences())
                .contains(
                        "FAILURE TYPE - \"Own types\".\"Mood\" labels",
                        "FAILURE TYPE - public.positive definition",
                        "FAILURE TYPE - public.address definition",
                        "WARNING SEQUENCE - public.shared increment",
                        "INFORMATION SEQUENCE - public.shared cycle",
                        "WARNING SEQUENCE task public.task_id_seq type",
                        "WARNING FUNCTION - public.shout(text) definition");
    }

    @Test
    void labelsOfAnEnum() throws SQLException {
        target("ALTER TYPE \"Own types\".\"Mood\" ADD VALUE 'ecstatic'");
        assertThat(differences()).containsExactly("WARNING TYPE - \"Own types\".\"Mood\" labels");

        target("ALTER TYPE \"Own types\".\"Mood\" RENAME VALUE 'it''s ok' TO 'renamed'");
        assertThat(differences()).containsExactly("FAILURE TYPE - \"Own types\".\"Mood\" labels");
        assertThat(texts()).contains("there ALTER TYPE \"Own types\".\"Mood\" ADD VALUE 'it''s ok' AFTER 'sad'");
    }

    @Test
    void tablesAndPartitions() throws SQLException {
        target(
                "ALTER TABLE event SET UNLOGGED",
                "DROP TABLE task",
                "ALTER TABLE log DETACH PARTITION log_old",
                "CREATE SCHEMA app",
                "ALTER TABLE " + RichSchema.ODD + " SET SCHEMA app");

        assertThat(differences())
                .containsExactlyInAnyOrder(
                        "FAILURE TABLE event public.event persistence",
                        "FAILURE TABLE task public.task missing",
                        "FAILURE PARTITION log public.log_old missing",
                        "FAILURE TABLE Odd \"Name public.\"Odd \"\"Name\" missing");
    }

    @Test
    void aTableInAnotherSchemaOnTheSearchPathIsTheSame() throws SQLException {
        target(
                "CREATE SCHEMA app",
                "ALTER TABLE event SET SCHEMA app",
                "ALTER TABLE definition SET SCHEMA app",
                "ALTER TABLE instance SET SCHEMA app",
                "ALTER TABLE task SET SCHEMA app",
                "ALTER TABLE log SET SCHEMA app",
                "ALTER TABLE log_old SET SCHEMA app",
                "ALTER TABLE log_new SET SCHEMA app",
                "ALTER TABLE log_new_0 SET SCHEMA app",
                "ALTER TABLE " + RichSchema.ODD + " SET SCHEMA app",
                "ALTER TYPE address SET SCHEMA app",
                "ALTER TYPE positive SET SCHEMA app",
                "ALTER TYPE span SET SCHEMA app",
                "ALTER COLLATION digits SET SCHEMA app",
                "ALTER FUNCTION shout SET SCHEMA app",
                "ALTER SEQUENCE shared SET SCHEMA app",
                "ALTER EXTENSION citext SET SCHEMA app",
                "SET LOCAL search_path = app, public");

        assertThat(differences()).isEmpty();
    }

    private void target(String... statements) throws SQLException {
        for (String statement : statements) {
            Sql.execute(target, statement);
        }
    }

    private List<Difference> compare() throws SQLException {
        Sql.execute(target, "SAVEPOINT before");
        StoreSchema there = StoreSchemaReader.readLike(initial, target, names());
        Sql.execute(target, "ROLLBACK TO before");
        return new SchemaDiff(moved, initial, there, Set.of()).differences();
    }

    private String texts() throws SQLException {
        return compare().stream().map(Difference::text).collect(Collectors.joining("\n"));
    }

    private List<String> differences() throws SQLException {
        return compare().stream()
                .map(each -> String.join(
                        " ",
                        each.severity().name(),
                        each.kind().name(),
                        each.table() == null ? "-" : each.table(),
                        each.object(),
                        each.what()))
                .toList();
    }

    private static List<TableName> names() {
        return moved.stream().map(TablePlan::name).toList();
    }
}
