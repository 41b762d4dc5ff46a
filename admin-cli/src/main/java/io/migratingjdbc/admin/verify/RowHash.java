package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The expression that makes 64 bits of a row, in the database. Values that are written differently get different hashes, but for chance;
 * so 1.0 and 1.00, or 0 and -0, differ.
 *
 * <p>The servers' own hash functions are several times faster than any digest of the row's text. They have stayed the same since
 * PostgreSQL 11, but nobody promises it: where a sample differs between the two servers, a digest is taken.
 */
final class RowHash {
    private static final String SAMPLE =
            "SELECT hashint8extended(-4711, 1), hashtextextended('sample' COLLATE \"C\", 2),"
                    + " timestamp_hash_extended('2020-02-02 02:02:02.020202', 3),"
                    + " uuid_hash_extended('00112233-4455-6677-8899-aabbccddeeff', 4)";

    private final CopyTable table;
    private final boolean alike;

    private RowHash(CopyTable table, boolean alike) {
        this.table = table;
        this.alike = alike;
    }

    static RowHash of(CopyTable table, Connection source, Connection target) throws SQLException {
        return new RowHash(table, sample(source).equals(sample(target)));
    }

    private static List<Long> sample(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SAMPLE)) {
            row.next();
            return List.of(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        }
    }

    /** Of a row of the table in either store; never NULL. */
    String of(String alias) {
        if (!alike) {
            return "('x' || substr(md5(" + table.row(alias) + "), 1, 16))::bit(64)::bigint";
        }
        List<String> columns = table.insertable();
        return IntStream.range(0, columns.size())
                .mapToObj(i -> column(alias, columns.get(i), i + 1))
                // Mixed again, so that values which change places between two rows do not cancel each other out.
                .collect(Collectors.joining(" # ", "hashint8extended(", ", 0)"));
    }

    private String column(String alias, String column, int seed) {
        String value = alias + "." + Sql.quote(column);
        String hash = switch (type(column)) {
            case "smallint", "integer", "bigint" -> "hashint8extended(" + value + ", ";
            case "boolean" -> "hashint8extended(" + value + "::int, ";
            case "uuid" -> "uuid_hash_extended(" + value + ", ";
            case "timestamp without time zone" -> "timestamp_hash_extended(" + value + ", ";
            case "timestamp with time zone" -> "timestamp_hash_extended(" + value + " AT TIME ZONE 'UTC', ";
            default -> "hashtextextended(" + value + "::text COLLATE \"C\", ";
        };
        return "coalesce(" + hash + seed + "), " + seed + ")";
    }

    /** Where both stores have the same; a text is a common form for any two. */
    private String type(String column) {
        String here = plain(table.source().type(column));
        return here.equals(plain(table.target().type(column))) ? here : "text";
    }

    private static String plain(String type) {
        return type.replaceAll("\\([^)]*\\)", "");
    }
}
