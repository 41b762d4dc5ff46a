package io.migratingjdbc.internal.dialect;

import io.migratingjdbc.internal.model.TableSchema;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The statement that makes PostgreSQL report a duplicate key exactly as its unique index would. */
final class PostgresDuplicate {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    private PostgresDuplicate() {}

    static String raise(Dialect dialect, TableSchema table, TableSchema.UniqueKey key, List<String> values) {
        String columns = key.columns().stream()
                .map(column -> PLAIN.matcher(column).matches() ? column : dialect.quote(column))
                .collect(Collectors.joining(", "));
        String shown =
                values.stream().map(value -> value == null ? "null" : value).collect(Collectors.joining(", "));
        String body = "BEGIN RAISE EXCEPTION USING ERRCODE = 'unique_violation'"
                + ", MESSAGE = "
                + dialect.literal("duplicate key value violates unique constraint \"" + key.name() + "\"")
                + ", DETAIL = " + dialect.literal("Key (" + columns + ")=(" + shown + ") already exists.")
                + ", SCHEMA = " + dialect.literal(table.schema())
                + ", TABLE = " + dialect.literal(table.name().name())
                + ", CONSTRAINT = " + dialect.literal(key.name())
                + "; END";
        return "DO " + dialect.literal(body);
    }
}
