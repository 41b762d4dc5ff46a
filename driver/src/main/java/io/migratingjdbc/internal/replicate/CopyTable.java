package io.migratingjdbc.internal.replicate;

import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.TableName;
import io.migratingjdbc.internal.replicate.StoreTable.StoreColumn;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A table as both stores have it, and the expressions with which its rows travel.
 *
 * <p>A row travels as the text of a composite value in the target's column order: the output function of each
 * column's type writes it, the input function reads it, which is exact for every type (JSON would lose a json null,
 * an array's bounds and hstore). Columns that the store computes travel as NULL.
 */
public record CopyTable(StoreTable source, StoreTable target) {

    /** @throws SQLException 0A000 if the rows of one store do not fit into the other */
    static CopyTable of(StoreTable source, StoreTable target) throws SQLException {
        CopyTable table = new CopyTable(source, target);
        List<StoreColumn> here = sorted(source.columns());
        List<StoreColumn> there = sorted(target.columns());
        if (!table.names(here).equals(table.names(there))) {
            throw table.refused("has other columns in the target: " + table.names(here) + " and " + table.names(there));
        }
        for (int i = 0; i < here.size(); i++) {
            if (here.get(i).computed() != there.get(i).computed()) {
                throw table.refused(
                        "computes the column " + here.get(i).name() + " (GENERATED ALWAYS AS) in one store only");
            }
        }
        if (!source.key().equals(target.key())) {
            throw table.refused("has another primary key in the target: " + source.key() + " and " + target.key());
        }
        return table;
    }

    /** In the plan. */
    public TableName name() {
        return source.name();
    }

    /** The row as text, in either store. */
    public String row(String alias) {
        return target.columns().stream()
                .map(column -> column.computed() ? "NULL" : alias + "." + Sql.quote(column.name()))
                .collect(Collectors.joining(", ", "ROW(", ")::text"));
    }

    /** The primary key as the capture trigger notes it. */
    public String key(String alias) {
        return target.key().stream()
                .map(column -> Sql.literal(column) + ", format('%s', " + alias + "." + Sql.quote(column) + ")")
                .collect(Collectors.joining(", ", "jsonb_build_object(", ")"));
    }

    /** Whether the row has the key that {@code json} says, as the capture trigger noted it. */
    public String keyIs(StoreTable table, String alias, String json) {
        return keyIs(alias, column -> "(" + json + " ->> " + Sql.literal(column) + ")::" + table.type(column));
    }

    /** Whether the target's row has the key of the composite value. */
    String keyIsOf(String alias, String composite) {
        return keyIs(alias, column -> "(" + composite + ")." + Sql.quote(column));
    }

    /** The columns that an INSERT fills. */
    public List<String> insertable() {
        return target.columns().stream()
                .filter(column -> !column.computed())
                .map(StoreColumn::name)
                .toList();
    }

    private String keyIs(String alias, Function<String, String> value) {
        return target.key().stream()
                .map(column -> alias + "." + Sql.quote(column) + " = " + value.apply(column))
                .collect(Collectors.joining(" AND "));
    }

    private List<String> names(List<StoreColumn> columns) {
        return columns.stream().map(StoreColumn::name).toList();
    }

    private SQLException refused(String why) {
        return ErrorCode.REFUSED.exception("Table " + name() + " cannot be copied: it " + why
                + "; bring the table to one definition in both stores");
    }

    private static List<StoreColumn> sorted(List<StoreColumn> columns) {
        return columns.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }
}
