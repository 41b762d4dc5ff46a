package io.migratingjdbc.internal.merge;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * PostgreSQL's order of a type's values. Each order reads a value in a form that means the same whether the driver got
 * it as text or binary, because the two parts may differ in that.
 */
enum ValueOrder {
    INTEGER(ResultSet::getLong, Comparator.<Long>naturalOrder()),
    NUMERIC(ofText(Numeric::parse), Comparator.<Numeric>naturalOrder()),
    /** As float, because 0.1 as text and 0.1 in four bytes are different doubles. */
    REAL((rows, column) -> rows.getFloat(column) + 0.0f, Comparator.<Float>naturalOrder()),
    /** Adding zero makes -0.0 equal to 0.0, as it is in SQL; NaN is above all in both worlds. */
    DOUBLE((rows, column) -> rows.getDouble(column) + 0.0, Comparator.<Double>naturalOrder()),
    BOOLEAN(ResultSet::getBoolean, Comparator.<Boolean>naturalOrder()),
    /** These four have infinity as MAX and -infinity as MIN. */
    DATE((rows, column) -> rows.getObject(column, LocalDate.class), Comparator.<LocalDate>naturalOrder()),
    TIMESTAMP((rows, column) -> rows.getObject(column, LocalDateTime.class), Comparator.<LocalDateTime>naturalOrder()),
    TIMESTAMPTZ((rows, column) -> rows.getObject(column, OffsetDateTime.class), OffsetDateTime.timeLineOrder()),
    TIME((rows, column) -> rows.getObject(column, LocalTime.class), Comparator.<LocalTime>naturalOrder()),
    /** Lower-case hexadecimal text has the order of the bytes; java.util.UUID compares signed. */
    UUID(ResultSet::getString, Comparator.<String>naturalOrder()),
    BYTES(ResultSet::getBytes, Arrays::compareUnsigned),
    /** String.compareTo would order UTF-16 units, which differs above U+FFFF. */
    TEXT(ofText(ValueOrder::utf8), Arrays::compareUnsigned),
    /** char(n): trailing blanks do not count. */
    PADDED_TEXT(ofText(text -> utf8(text.replaceAll(" +$", ""))), Arrays::compareUnsigned);

    private final Reader<?> reader;
    private final Comparator<Object> comparator;

    @FunctionalInterface
    private interface Reader<T> {
        T read(ResultSet rows, int column) throws SQLException;
    }

    @SuppressWarnings("unchecked") // Values are only compared with values of the same reader.
    <T> ValueOrder(Reader<T> reader, Comparator<? super T> comparator) {
        this.reader = reader;
        this.comparator = (Comparator<Object>) (Comparator<?>) comparator;
    }

    /** @param typeName as {@code ResultSetMetaData.getColumnTypeName} gives it; empty if its order is not known */
    static Optional<ValueOrder> of(String typeName) {
        return Optional.ofNullable(
                switch (typeName) {
                    case "int2", "int4", "int8", "smallserial", "serial", "bigserial", "oid" -> INTEGER;
                    case "numeric" -> NUMERIC;
                    case "float4" -> REAL;
                    case "float8" -> DOUBLE;
                    case "bool" -> BOOLEAN;
                    case "date" -> DATE;
                    case "timestamp" -> TIMESTAMP;
                    case "timestamptz" -> TIMESTAMPTZ;
                    case "time" -> TIME;
                    case "uuid" -> UUID;
                    case "bytea" -> BYTES;
                    case "text", "varchar" -> TEXT;
                    case "bpchar" -> PADDED_TEXT;
                    default -> null;
                });
    }

    boolean dependsOnCollation() {
        return this == TEXT || this == PADDED_TEXT;
    }

    /** The current row's value in comparable form; null for NULL. */
    Object read(ResultSet rows, int column) throws SQLException {
        Object value = reader.read(rows, column);
        return rows.wasNull() ? null : value;
    }

    int compare(Object left, Object right) {
        return comparator.compare(left, right);
    }

    private static <T> Reader<T> ofText(Function<String, T> parse) {
        return (rows, column) -> {
            String text = rows.getString(column);
            return text == null ? null : parse.apply(text);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
