package io.migratingjdbc.tests.demo;

import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.harness.PlanWriter;
import java.sql.SQLException;

/** The tables of the workflow service, the same in both stores, with the foreign keys that a real service has. */
final class WorkflowSchema {
    private static final String DEFINITIONS = """
        CREATE TABLE definitions (
            name text PRIMARY KEY,
            body text NOT NULL
        )\
        """;

    private static final String DOCUMENTS = """
        CREATE TABLE documents (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            title text NOT NULL,
            body text NOT NULL
        )\
        """;

    private static final String TITLE_INDEX = "CREATE INDEX documents_title ON documents (title)";

    private static final String INSTANCES = """
        CREATE TABLE instances (
            id text PRIMARY KEY,
            business_key text NOT NULL,
            definition text NOT NULL REFERENCES definitions (name),
            owner text NOT NULL,
            token text NOT NULL,
            step int NOT NULL DEFAULT 0,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT instances_business_key UNIQUE (business_key)
        )\
        """;

    private static final String OWNER_INDEX = "CREATE INDEX instances_owner ON instances (owner)";

    private static final String TASKS = """
        CREATE TABLE tasks (
            instance_id text NOT NULL REFERENCES instances (id),
            number int NOT NULL,
            state text NOT NULL DEFAULT 'ready',
            PRIMARY KEY (instance_id, number)
        )\
        """;

    private WorkflowSchema() {}

    static void create(Database store) throws SQLException {
        store.execute(DEFINITIONS, DOCUMENTS, TITLE_INDEX, INSTANCES, OWNER_INDEX, TASKS);
    }

    static PlanWriter classify(PlanWriter plan) {
        return plan.immutable("definitions")
                .immutable("documents")
                .keyed("instances", "business_key", "id", "prefix")
                .set("table.instances.finished-when", History.FINISHED_WHEN)
                .transients("tasks", "instance_id");
    }
}
