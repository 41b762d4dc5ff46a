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
public final class RowHash {
    private static final String SAMPLE = """
            SELECT concat_ws(',', hashint2extended(-7::smallint, 1), hashint4extended(-47, 1),
                hashint8extended(-4711, 1), hashtextextended('sample' COLLATE "C", 2),
                hash_numeric_extended(-47.11, 3), timestamp_hash_extended('2020-02-02 02:02:02.020202', 4),
                uuid_hash_extended('00112233-4455-6677-8899-aabbccddeeff', 5), hashfloat8extended(47.11, 6)),
                to_regprocedure('pg_catalog.timestamptz_hash_extended(timestamptz, bigint)') IS NOT NULL,
                EXISTS (SELECT FROM pg_catalog.pg_cast
                    WHERE castsource = 'bytea'::regtype AND casttarget = 'bigint'::regtype),
                to_regprocedure('pg_catalog.bit_xor(bigint)') IS NOT NULL
            """;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final CopyTable table;
    private final boolean alike;
    private final boolean hashesInstants;
    private final boolean castsBytes;
    private final boolean xors;

    private RowHash(CopyTable table, Sample source, Sample target) {
        this.table = table;
        this.alike = source.hashes().equals(target.hashes());
        this.hashesInstants = source.hashesInstants() && target.hashesInstants();
        this.castsBytes = source.castsBytes() && target.castsBytes();
        this.xors = source.xors() && target.xors();
    }

    /**
     * PostgreSQL 18 has all of it.
     *
     * @param hashesInstants whether there is a function for timestamps with a time zone
     * @param castsBytes whether eight bytes can be taken for a number
     * @param xors whether there is an aggregate for exclusive or
     */
    private record Sample(String hashes, boolean hashesInstants, boolean castsBytes, boolean xors) {
        static Sample of(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(SAMPLE)) {
                row.next();
                return new Sample(row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4));
            }
        }
    }

    public static RowHash of(CopyTable table, Connection source, Connection target) throws SQLException {
        return new RowHash(table, Sample.of(source), Sample.of(target));
    }

    /**
     * Of many rows, in whatever order. The hash of a row is spread over all 64 bits and has its primary key in it, which no other row has:
     * two of them cancel each other out only by chance.
     */
    String ofAll(String alias) {
        return "coalesce(" + (xors ? "pg_catalog.bit_xor(" : "sum(") + of(alias) + "), 0)::text";
    }

    /** Of a row of the table in either store; never NULL. */
    public String of(String alias) {
        if (!alike) {
            return "('x' || substr(md5(" + table.row(alias) + "), 1, 16))::bit(64)::bigint";
        }
        List<String> key = table.target().key();
        List<String> columns = table.insertable();
        String others = IntStream.range(0, columns.size())
                .filter(i -> !key.contains(columns.get(i)))
                .mapToObj(i -> "coalesce(" + column(alias, columns.get(i), seed(i)) + ", " + ofNull(i) + ")")
                .collect(Collectors.joining(" # "));
        String hash = others.isEmpty() ? "0" : others;
        for (String column : key) {
            // The key's hash begins with the others': values that change places between two rows do not cancel each
            // other out.
            hash = column(alias, column, hash);
        }
        return hash;
    }

    /** Far from those of the other columns: some values hash to something near their seed. */
    private static String seed(int column) {
        return "'" + (column + 1) * GOLDEN + "'::bigint";
    }

    private static String ofNull(int column) {
        return "'" + ~((column + 1) * GOLDEN) + "'::bigint";
    }

    /**
     * All 64 bits of it depend on all of the value and on nothing else in a simple way, so that hashes of several columns can be combined.
     * NULL for NULL.
     */
    private String column(String alias, String column, String seed) {
        String value = alias + "." + Sql.quote(column);
        return switch (plain(type(column))) {
            case "smallint" -> call("hashint2extended", value, seed);
            case "integer" -> call("hashint4extended", value, seed);
            // The function folds a number to 32 bits before it hashes it, but takes all of its seed.
            case "bigint" -> call("hashint8extended", value, "(" + seed + ") # " + value);
            case "boolean" -> call("hashint4extended", value + "::int", seed);
            case "uuid" -> call("uuid_hash_extended", value, seed);
            case "timestamp without time zone" ->
                call("timestamp_hash_extended", value, withAllBits("timestamp_send", value, seed));
            case "timestamp with time zone" -> {
                String allBits = withAllBits("timestamptz_send", value, seed);
                yield hashesInstants
                        ? call("timestamptz_hash_extended", value, allBits)
                        : call("timestamp_hash_extended", value + " AT TIME ZONE 'UTC'", allBits);
            }
            // Of one scale, so that equal numbers are written alike. The function leaves out the sign, and adds the
            // weight where no bit of it is spread any more: hence the second one.
            case "numeric" ->
                type(column).contains("(")
                        ? call(
                                "hashint4extended",
                                "(" + value + " < 0)::int",
                                call("hash_numeric_extended", value, seed))
                        : ofText(value, seed);
            default -> ofText(value, seed);
        };
    }

    /** Timestamps are folded to 32 bits, too. */
    private String withAllBits(String send, String timestamp, String seed) {
        return castsBytes
                ? "(" + seed + ") # pg_catalog." + send + "(" + timestamp + ")::bigint"
                : call("hashfloat8extended", "pg_catalog.date_part('epoch', " + timestamp + ")", seed);
    }

    private static String ofText(String value, String seed) {
        return call("hashtextextended", value + "::text COLLATE \"C\"", seed);
    }

    private static String call(String function, String value, String seed) {
        return "pg_catalog." + function + "(" + value + ", " + seed + ")";
    }

    /** Where both stores have the same; a text is a common form for any two. */
    private String type(String column) {
        String here = table.source().type(column);
        return here.equals(table.target().type(column)) ? here : "text";
    }

    private static String plain(String type) {
        return type.replaceAll("\\([^)]*\\)", "");
    }
}
