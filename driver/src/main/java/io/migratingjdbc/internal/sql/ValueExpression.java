package io.migratingjdbc.internal.sql;

/** Where a value in a statement comes from. */
public sealed interface ValueExpression {

    /** A {@code ?}; the index counts from 1 as in JDBC. A cast around it ({@code ?::uuid}) does not change that. */
    record Parameter(int index) implements ValueExpression {}

    /** The elements of the array that is bound to a parameter, as in {@code = ANY (?)}. */
    record Elements(int index) implements ValueExpression {}

    /** A constant: Long, BigDecimal, String or Boolean. */
    record Literal(Object value) implements ValueExpression {}

    record Null() implements ValueExpression {}

    record Default() implements ValueExpression {}

    /** A call of {@code migrating_id()}: the driver mints the value. */
    record MintedId() implements ValueExpression {}

    /** Anything only the database can compute; "cannot tell" as a value. */
    record Computed(String text) implements ValueExpression {}
}
