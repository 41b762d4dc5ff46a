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
                EXISTS (SELECT FROM pg_catalog.pg_cast
                    WHERE castsource = 'bytea'::regtype AND casttarget = 'bigint'::regtype),
                to_regprocedure('pg_catalog.bit_xor(bigint)') IS NOT NULL,
                ARRAY(SELECT attname::text FROM pg_catalog.pg_attribute
                    WHERE attrelid = ? AND attnum > 0 AND attnotnull AND NOT attisdropped)
            """;

    /** In place of a type: the stores have different ones for the column. */
    private static final String DIFFERING = "";

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    /** Unlike any weight, or its complement. */
    private static final String NEGATIVE = "'" + 0xC2B2AE3D27D4EB4FL + "'::bigint";

    private final CopyTable table;
    private final boolean alike;
    private final boolean hashesInstants;
    private final boolean castsBytes;
    private final boolean xors;
    /** The columns beside the primary key. */
    private final List<String> others;

    private final List<String> declaredNotNull;

    private RowHash(CopyTable table, Sample source, Sample target) {
        this.table = table;
        this.alike = source.hashes().equals(target.hashes());
        this.hashesInstants = source.hashesInstants() && target.hashesInstants();
        this.castsBytes = source.castsBytes() && target.castsBytes();
        this.xors = source.xors() && target.xors();
        this.others = table.insertable().stream()
                .filter(column -> !table.target().key().contains(column))
                .toList();
        this.declaredNotNull = others.stream()
                .filter(source.notNull()::contains)
                .filter(target.notNull()::contains)
                .toList();
    }

    /**
     * What a server, and the table in it, have; PostgreSQL 18 has all the functions.
     *
     * @param hashesInstants whether there is a function for timestamps with a time zone
     * @param castsBytes whether eight bytes can be taken for a number
     * @param xors whether there is an aggregate for exclusive or
     * @param notNull the columns that are declared so
     */
    private record Sample(
            String hashes, boolean hashesInstants, boolean castsBytes, boolean xors, List<String> notNull) {
        static Sample of(Connection connection, StoreTable table) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(SAMPLE)) {
                statement.setLong(1, table.oid());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Sample(
                            row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4), List.of((String
                                            [])
                                    row.getArray(5).getArray()));
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
        return "coalesce(" + (xors ? "pg_catalog.bit_xor(" : "sum(") + of(alias) + "), 0)::text";
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

    /**
     * The columns that are never NULL: the hash of each begins with that of the one before. A number's may not begin with that of a number which is
     * not spread: for zero and NaN it is hardly more than what it begins with.
     */
    private String chain(String alias) {
        String hash = seed(0);
        for (int i = 0; i < declaredNotNull.size(); i++) {
            boolean spreadByNext = i + 1 < declaredNotNull.size() && !isBounded(declaredNotNull.get(i + 1));
            hash = isBounded(declaredNotNull.get(i)) && spreadByNext
                    ? unspreadNumber(alias, declaredNotNull.get(i), hash)
                    : column(alias, declaredNotNull.get(i), hash);
        }
        return hash;
    }

    /** The other columns, each by itself: of a NULL nothing can begin. */
    private Stream<String> perhapsNull(String alias) {
        return IntStream.range(0, others.size())
                .filter(i -> !declaredNotNull.contains(others.get(i)))
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
            case "timestamp without time zone" ->
                call("timestamp_hash_extended", value, withAllBits("timestamp_send", value, seed));
            case "timestamp with time zone" -> {
                String allBits = withAllBits("timestamptz_send", value, seed);
                yield hashesInstants
                        ? call("timestamptz_hash_extended", value, allBits)
                        : call("timestamp_hash_extended", value + " AT TIME ZONE 'UTC'", allBits);
            }
            case "numeric" ->
                isBounded(column)
                        ? call(
                                "hashint4extended",
                                "(" + value + " < 0)::int",
                                call("hash_numeric_extended", value, seed))
                        : ofText(value + "::text", seed);
            // The cast to text would strip blanks at the end.
            case "character", "bpchar" -> ofText("pg_catalog.textin(pg_catalog.bpcharout(" + value + "))", seed);
            // As the row travels.
            case DIFFERING -> ofText("CASE WHEN " + value + " IS NOT NULL THEN format('%s', " + value + ") END", seed);
            default -> ofText(value + "::text", seed);
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
    private String unspreadNumber(String alias, String column, String seed) {
        String value = alias + "." + Sql.quote(column);
        return "(" + call("hash_numeric_extended", value, seed) + " # CASE WHEN " + value + " < 0 THEN " + NEGATIVE
                + " ELSE 0 END)";
    }

    /** Timestamps are folded to 32 bits, too. */
    private String withAllBits(String send, String timestamp, String seed) {
        return castsBytes
                ? "(" + seed + ") # pg_catalog." + send + "(" + timestamp + ")::bigint"
                : call("hashfloat8extended", "pg_catalog.date_part('epoch', " + timestamp + ")", seed);
    }

    private static String ofText(String text, String seed) {
        return call("hashtextextended", "(" + text + ") COLLATE \"C\"", seed);
    }

    private static String call(String function, String value, String seed) {
        return "pg_catalog." + function + "(" + value + ", " + seed + ")";
    }

    private String type(String column) {
        String here = table.source().type(column);
        return here.equals(table.target().type(column)) ? here : DIFFERING;
    }

    private static String plain(String type) {
        return type.replaceAll("\\([^)]*\\)", "");
    }
}
