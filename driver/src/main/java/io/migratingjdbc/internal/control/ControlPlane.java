package io.migratingjdbc.internal.control;

import io.migratingjdbc.internal.dialect.Dialect;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;

/**
 * Where the control tables of one migration are.
 *
 * @param schema the schema of the control tables, the same in every store
 */
public record ControlPlane(
        Dialect dialect, String schema, Plan plan, ConnectionSource metadata, PerRole<ConnectionSource> stores) {

    /** Whether the record lives in the store that is given up on completion, so that the target gets a copy. */
    public boolean recordInInitial() {
        return plan.metadata().equals(plan.initial());
    }

    public MigrationRecord record() {
        return new MigrationRecord(dialect, schema, plan.name());
    }

    RecordWriter recordWriter() {
        return new RecordWriter(dialect, schema);
    }

    public FenceRow fence(Role role) {
        return new FenceRow(dialect, schema, plan.name(), plan.stores().get(role));
    }

    public Hosts hosts() {
        return new Hosts(dialect, schema, plan.name());
    }

    public Events events() {
        return new Events(dialect, schema, plan.name());
    }
}
