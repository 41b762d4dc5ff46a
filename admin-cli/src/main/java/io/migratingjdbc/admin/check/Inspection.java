package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Stores;
import io.migratingjdbc.admin.schema.Difference;
import io.migratingjdbc.admin.schema.LiveTable;
import io.migratingjdbc.admin.schema.SchemaComparison;
import io.migratingjdbc.admin.schema.SchemaReader;
import io.migratingjdbc.internal.dialect.PostgresCatalog;
import io.migratingjdbc.internal.dialect.PostgresCatalog.ColumnSequence;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The stores as the checks see them; what several checks look at is read once. */
public final class Inspection {
    private final Migration migration;
    private final Stores stores;
    private final PostgresCatalog catalog = new PostgresCatalog();
    private final Map<Role, Map<TableName, TableSchema>> schemas = new EnumMap<>(Role.class);
    private final Map<Role, List<LiveTable>> tables = new EnumMap<>(Role.class);

    private List<Difference> differences;

    public Inspection(Migration migration) {
        this.migration = migration;
        this.stores = migration.stores();
    }

    Migration migration() {
        return migration;
    }

    Stores stores() {
        return stores;
    }

    Plan plan() {
        return stores.plan();
    }

    PostgresCatalog catalog() {
        return catalog;
    }

    Connection connection(Role role) throws SQLException {
        return stores.connection(role);
    }

    /** The planned tables that the store must have: a pinned one is in its own store only. */
    List<TablePlan> planned(Role role) {
        return plan().tables().stream()
                .filter(table -> table.tableClass() != TableClass.PINNED
                        || table.pinnedTo().equals(stores.config(role).id()))
                .toList();
    }

    /** The planned tables that are in both stores. */
    List<TablePlan> moved() {
        return migration.moved();
    }

    List<TablePlan> moved(TableClass tableClass) {
        return plan().tables().stream()
                .filter(table -> table.tableClass() == tableClass)
                .toList();
    }

    Map<TableName, TableSchema> schemas(Role role) throws SQLException {
        Map<TableName, TableSchema> known = schemas.get(role);
        if (known == null) {
            known = catalog.schemas(
                    connection(role),
                    planned(role).stream().map(TablePlan::name).toList());
            schemas.put(role, known);
        }
        return known;
    }

    /** The schema of a table that is known to exist. */
    TableSchema schema(Role role, TablePlan table) throws SQLException {
        return schemas(role).get(table.name());
    }

    List<ColumnSequence> sequences(Role role, TablePlan table) throws SQLException {
        return catalog.sequences(connection(role), List.of(table.name()));
    }

    /** All tables of the store, planned or not. */
    List<LiveTable> tables(Role role) throws SQLException {
        List<LiveTable> known = tables.get(role);
        if (known == null) {
            known = new SchemaReader(connection(role)).tables();
            tables.put(role, known);
        }
        return known;
    }

    /** How the schemas of the stores differ. */
    List<Difference> differences() throws SQLException {
        if (differences == null) {
            differences = SchemaComparison.of(
                            connection(Role.INITIAL), connection(Role.TARGET), moved(), migration.control())
                    .differences();
        }
        return differences;
    }

    /** One row of texts for each row of the result. */
    List<List<String>> query(Role role, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection(role).prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<List<String>> all = new ArrayList<>();
                while (rows.next()) {
                    List<String> row = new ArrayList<>();
                    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                        row.add(rows.getString(column));
                    }
                    all.add(row);
                }
                return all;
            }
        }
    }

    String value(Role role, String sql, Object... values) throws SQLException {
        return query(role, sql, values).get(0).get(0);
    }
}
