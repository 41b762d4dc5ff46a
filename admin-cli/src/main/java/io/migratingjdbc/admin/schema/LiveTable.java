package io.migratingjdbc.admin.schema;

import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.model.TableSchema.UniqueKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table as it is in a database that is in use.
 *
 * @param name without a schema where the search path finds it, so that a plan can name it in the same way
 * @param uniqueKeys the primary key first
 */
public record LiveTable(
        TableName name,
        List<Column> columns,
        List<UniqueKey> uniqueKeys,
        List<ForeignKey> foreignKeys,
        Activity activity) {
    private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

    /**
     * @param generated whether the store fills it by an identity or a sequence
     * @param defaulted whether an INSERT may leave it out and still gets a value
     */
    public record Column(String name, String type, boolean generated, boolean defaulted) {

        public boolean integer() {
            return INTEGERS.contains(type);
        }

        public boolean text() {
            return type.equals("text") || type.startsWith("character");
        }
    }

    public record ForeignKey(String name, List<String> columns, TableName referred, List<String> referredColumns) {}

    /** What the statistics count since they were reset last. */
    public record Activity(long inserted, long updated, long deleted, long rows) {

        /** Whether there is something to conclude from. */
        public boolean known() {
            return inserted + updated + deleted > 0;
        }

        public boolean onlyInserted() {
            return inserted > 0 && updated == 0 && deleted == 0;
        }

        @Override
        public String toString() {
            return known()
                    ? inserted + " inserts, " + updated + " updates, " + deleted + " deletes"
                    : "no activity in the statistics";
        }
    }

    public Optional<Column> column(String column) {
        return columns.stream().filter(each -> each.name().equals(column)).findFirst();
    }

    public Optional<UniqueKey> primaryKey() {
        return uniqueKeys.stream().filter(UniqueKey::primary).findFirst();
    }

    /** Unique keys that the application, not the store, makes up: the business keys. */
    public List<UniqueKey> otherKeys() {
        return uniqueKeys.stream().filter(key -> !key.primary()).toList();
    }
}
