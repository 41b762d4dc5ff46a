package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;
import java.util.Optional;
import net.sf.jsqlparser.expression.Alias;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;

/** Names in the parser's tree, as {@link ParserText} wrote them: names are quoted, what is not quoted is a keyword. */
final class Identifiers {
    private Identifiers() {}

    static boolean isName(String text) {
        return text != null && text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
    }

    /** @throws UnreadableSqlException if a keyword stands where a name is expected */
    static String name(String text) {
        if (!isName(text)) {
            throw new UnreadableSqlException("the keyword " + text + " is used as a name");
        }
        return text.substring(1, text.length() - 1);
    }

    static TableName table(Table table) {
        if (table.getDatabaseName() != null) {
            throw new UnreadableSqlException("a table's name of more than two parts");
        }
        return new TableName(table.getSchemaName() == null ? null : name(table.getSchemaName()), name(table.getName()));
    }

    /** Empty if there is none, as for a function's {@code AS (a int, b text)}. */
    static Optional<String> alias(Alias alias) {
        return Optional.ofNullable(alias)
                .map(Alias::getName)
                .filter(name -> !name.isEmpty())
                .map(Identifiers::name);
    }

    /** Whether it renames columns, so that they are not the table's own any more. */
    static boolean renamesColumns(Alias alias) {
        return alias != null
                && alias.getAliasColumns() != null
                && !alias.getAliasColumns().isEmpty();
    }

    /**
     * Whether it is a plain, possibly qualified column; keywords such as CURRENT_DATE look like columns to the
     * parser.
     */
    static boolean isColumn(Column column) {
        return isName(column.getColumnName())
                && column.getArrayConstructor() == null
                && column.getOldOracleJoinSyntax() == 0
                && column.getReturningReferenceType() == null
                && (column.getTable() == null || column.getTable().getDatabaseName() == null);
    }

    /** The table's name or alias by which the column is qualified; empty if it is not. */
    static Optional<TableName> qualifier(Column column) {
        Table table = column.getTable();
        return table == null || table.getName() == null ? Optional.empty() : Optional.of(table(table));
    }
}
