package io.migratingjdbc.admin.migration;

import io.migratingjdbc.internal.census.CensusEntry;
import io.migratingjdbc.internal.census.CensusTable;
import io.migratingjdbc.internal.control.ControlPlane;
import io.migratingjdbc.internal.dialect.ErrorClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The statements that the hosts have recorded under the migration's plan ({@code migrating.census=on}). */
public final class RecordedStatements {
    private final ControlPlane plane;
    private final CensusTable table;

    public RecordedStatements(Migration migration) {
        this.plane = migration.plane();
        this.table = new CensusTable(plane.dialect(), plane.schema(), plane.plan());
    }

    /** The most frequent first; empty if the control tables are of before there was a census. */
    public Optional<List<CensusEntry>> list() throws SQLException {
        try (Connection connection = plane.metadata().open()) {
            return Optional.of(table.list(connection));
        } catch (SQLException e) {
            if (plane.dialect().classify(e) == ErrorClass.UNDEFINED_TABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Forgets these, and all of former plans. */
    public void clear(List<CensusEntry> entries) throws SQLException {
        try (Connection connection = plane.metadata().open()) {
            table.clear(connection, entries.stream().map(CensusEntry::shape).toList());
        }
    }
}
