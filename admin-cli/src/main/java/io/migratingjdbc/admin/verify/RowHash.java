package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.replicate.CopyTable;
import io.migratingjdbc.internal.replicate.Sql;
import io.migratingjdbc.internal.replicate.StoreTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
                current_setting('server_version_num')::int >= 140000,
                ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
                    WHERE attrelid = ? AND attnum > 0 AND attnotnull AND NOT attisdropped)
            """;

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    /** An odd number of microseconds, of which the earliest timestamp is a multiple: no bin begins before it. */
    private static final String BIN = "52.734375 s";

    private static final String ORIGIN = "2000-01-01 00:00Z";
    /** Unlike any weight, or its complement. */
    private static final String NEGATIVE = "'" + 0xC2B2AE3D27D4EB4FL + "'::bigint";

    private final CopyTable table;
    private final boolean alike;
    private final boolean hashesInstants;
    private final boolean binsAndXors;
    /** The columns beside the primary key. */
    private final List<String> others;

    private final List<String> neverNull;

    private RowHash(CopyTable table, Sample source, Sample target) {
        this.table = table;
        this.alike = source.hashes().equals(target.hashes());
        this.hashesInstants = source.hashesInstants() && target.hashesInstants();
        this.binsAndXors = source.binsAndXors() && target.binsAndXors();
        this.others = table.insertable().stream()
                .filter(column -> !table.target().key().contains(column))
                .toList();
        this.neverNull = others.stream()
                .filter(source.neverNull()::contains)
                .filter(target.neverNull()::contains)
                .toList();
    }

    /**
     * PostgreSQL 18 has all of it.
     *
     * @param hashesInstants whether there is a function for timestamps with a time zone
     * @param binsAndXors whether there is {@code date_bin}, and an aggregate for exclusive or
     * @param neverNull the columns that are declared so
     */
    private record Sample(String hashes, boolean hashesInstants, boolean binsAndXors, List<String> neverNull) {
        static Sample of(Connection connection, StoreTable table) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(SAMPLE)) {
                statement.setLong(1, table.oid());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Sample(row.getString(1), row.getBoolean(2), row.getBoolean(3), List.of((String[])
                            row.getArray(4).getArray()));
                }
            }
        }
    }

    public static RowHash of(CopyTable table, Connection source, Connection target) throws SQLException {
        return new RowHash(table, Sample.of(source, table.source()), Sample.of(target, table.target()));
    }

    /**
     * Of many rows, in whatever order. The hash of a row is spread over all 64 bits and has its primary key in it, which no other row has:
     * two of them cancel each other out only by chance.
     */
    String ofAll(String alias) {
        return "coalesce(" + (binsAndXors ? "pg_catalog.bit_xor(" : "sum(") + of(alias) + "), 0)::text";
    }

    /** Of a row of the table in either store; never NULL. */
    public String of(String alias) {
        if (!alike) {
            return digest(alias);
        }
        String hash = Stream.concat(Stream.of(chain(alias)), perhapsNull(alias)).collect(Collectors.joining(" # "));
        for (String column : table.target().key()) {
            // The key's hash begins with the others': values that change places between two rows do not cancel each
            // other out.
            hash = column(alias, column, hash);
        }
        // What is declared NOT NULL may have been NULL before, or have become so since.
        return "coalesce(" + hash + ", " + digest(alias) + ")";
    }

    private String digest(String alias) {
        return "('x' || substr(md5(" + table.row(alias) + "), 1, 16))::bit(64)::bigint";
    }

    /** The columns that are never NULL: the hash of each begins with that of the one before. */
    private String chain(String alias) {
        String hash = seed(0);
        for (int i = 0; i < neverNull.size(); i++) {
            boolean spreadByNext = i + 1 < neverNull.size() && !isBounded(neverNull.get(i + 1));
            hash = isBounded(neverNull.get(i)) && spreadByNext
                    ? number(alias, neverNull.get(i), hash)
                    : column(alias, neverNull.get(i), hash);
        }
        return hash;
    }

    /** The other columns, each by itself: of a NULL nothing can begin. */
    private Stream<String> perhapsNull(String alias) {
        return IntStream.range(0, others.size())
                .filter(i -> !neverNull.contains(others.get(i)))
                .mapToObj(i -> "coalesce(" + column(alias, others.get(i), seed(i + 1)) + ", " + ofNull(i + 1) + ")");
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
            case "timestamp without time zone" -> timestamp("timestamp_hash_extended", value, seed);
            case "timestamp with time zone" ->
                hashesInstants
                        ? timestamp("timestamptz_hash_extended", value, seed)
                        : timestamp("timestamp_hash_extended", "(" + value + " AT TIME ZONE 'UTC')", seed);
            case "numeric" ->
                isBounded(column)
                        ? call(
                                "hashint4extended",
                                "(" + value + " < 0)::int",
                                call("hash_numeric_extended", value, seed))
                        : ofText(value, seed);
            default -> ofText(value, seed);
        };
    }

    /** Whether it has numbers of one scale: those that are equal are written alike. */
    private boolean isBounded(String column) {
        return type(column).startsWith("numeric(");
    }

    /**
     * Of a number of one scale, for another function that spreads it over all bits: PostgreSQL's leaves out the sign, takes zero and NaN for
     * something near its seed, and adds the weight at the end.
     */
    private String number(String alias, String column, String seed) {
        String value = alias + "." + Sql.quote(column);
        return "(" + call("hash_numeric_extended", value, seed) + " # CASE WHEN " + value + " < 0 THEN " + NEGATIVE
                + " ELSE 0 END)";
    }

    /**
     * Timestamps are folded to 32 bits, too: to the exclusive or of the halves of their microseconds. Those that are folded to the same are more than
     * 2000 seconds apart, in other bins.
     */
    private String timestamp(String function, String value, String seed) {
        return call(
                function,
                value,
                binsAndXors
                        ? call(function, "pg_catalog.date_bin('" + BIN + "', " + value + ", '" + ORIGIN + "')", seed)
                        : call("hashfloat8extended", "pg_catalog.date_part('epoch', " + value + ")", seed));
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
