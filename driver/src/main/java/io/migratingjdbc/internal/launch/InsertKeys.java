package io.migratingjdbc.internal.launch;

import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The values that an INSERT ... VALUES gives to some columns, row by row. */
public final class InsertKeys {
    private InsertKeys() {}

    /**
     * @param allColumns the table's columns in order
     * @return empty if a value can only be computed by the database: a default, an expression, a query's result
     */
    public static Optional<List<List<ValueExpression>>> of(
            InsertShape insert, List<String> columns, List<String> allColumns) {
        if (insert.fromQuery()) {
            return Optional.empty();
        }
        List<List<ValueExpression>> keys = new ArrayList<>();
        for (List<ValueExpression> row : insert.rows()) {
            List<ValueExpression> key = new ArrayList<>();
            for (String column : columns) {
                ValueExpression value = value(insert, row, column, allColumns);
                if (isComputed(value)) {
                    return Optional.empty();
                }
                key.add(value);
            }
            keys.add(key);
        }
        return Optional.of(keys);
    }

    /** What the statement itself gives to a column, row by row; {@link ValueExpression.Null} where the database makes the value. */
    public static List<List<ValueExpression>> given(InsertShape insert, String column, List<String> allColumns) {
        return insert.rows().stream()
                .map(row -> value(insert, row, column, allColumns))
                .map(value -> List.of(isComputed(value) ? new ValueExpression.Null() : value))
                .toList();
    }

    private static boolean isComputed(ValueExpression value) {
        return value instanceof ValueExpression.Computed
                || value instanceof ValueExpression.Default
                || value instanceof ValueExpression.MintedId;
    }

    /** What a row gives to a column; {@link ValueExpression.Default} where the statement does not mention it. */
    public static ValueExpression value(
            InsertShape insert, List<ValueExpression> row, String column, List<String> allColumns) {
        List<String> named = insert.columns().isEmpty() ? allColumns : insert.columns();
        int index = named.indexOf(column);
        return index < 0 || index >= row.size() ? new ValueExpression.Default() : row.get(index);
    }
}
