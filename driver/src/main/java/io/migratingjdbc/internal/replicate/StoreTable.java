package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * One table as one store has it, with what capturing and copying need to know.
 *
 * @param name its name in the plan
 * @param partitioned whether it is the root of a partitioned table
 * @param inherits whether it is a partition or has an inheritance parent or child
 * @param deferrableKeys whether a unique or exclusion constraint is deferrable
 * @param key the columns of the primary key; empty if there is none
 * @param references the tables that its foreign keys name, by their object ids
 */
public record StoreTable(
        TableName name,
        long oid,
        String schema,
        String relation,
        boolean partitioned,
        boolean inherits,
        boolean deferrableKeys,
        List<StoreColumn> columns,
        List<String> key,
        Set<Long> references) {

    /** @param computed whether the store computes it from other columns (GENERATED ALWAYS AS) */
    public record StoreColumn(String name, String type, boolean computed) {}

    /** The quoted name, for statements. */
    public String qualified() {
        return Sql.quote(schema) + "." + Sql.quote(relation);
    }

    /** A column's type as {@code format_type} writes it. */
    public String type(String column) {
        return columns.stream()
                .filter(c -> c.name().equals(column))
                .findFirst()
                .orElseThrow()
                .type();
    }

    /** The same without any bound of length, for a cast that cuts nothing off. */
    public String plainType(String column) {
        String type = type(column).replaceAll("\\([^)]*\\)", "");
        return type.equals("character") ? "bpchar" : type;
    }

    /** @throws SQLException 0A000 if the table's rows cannot be captured or copied exactly */
    void requireReplicable() throws SQLException {
        requirePlain();
        if (key.isEmpty()) {
            throw refused("has no primary key, so that its rows cannot be told apart; add one");
        }
        if (deferrableKeys) {
            throw refused("has a deferrable unique or exclusion constraint, with which a row cannot be inserted if"
                    + " absent; make the constraint NOT DEFERRABLE");
        }
    }

    /** @throws SQLException 0A000 if triggers on the table would miss rows that come in through another table */
    void requirePlain() throws SQLException {
        if (inherits) {
            throw refused("is a partition or takes part in inheritance, so that rows may come in through another"
                    + " table; name the partitioned table in the plan");
        }
    }

    private SQLException refused(String why) {
        return ErrorCode.REFUSED.exception("Table " + qualified() + " " + why);
    }
}
