package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.ValueExpression.Computed;
import io.migratingjdbc.internal.sql.ValueExpression.Default;
import io.migratingjdbc.internal.sql.ValueExpression.Literal;
import io.migratingjdbc.internal.sql.ValueExpression.MintedId;
import io.migratingjdbc.internal.sql.ValueExpression.Null;
import io.migratingjdbc.internal.sql.ValueExpression.Parameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.ArrayConstructor;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.RowConstructor;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.create.table.ColDataType;

/** Tells where an expression's value comes from. */
final class ValueExpressions {
    static final String MINT_FUNCTION = "migrating_id";

    private static final Set<String> TEXT_TYPES = Set.of("text", "varchar", "character varying");
    private static final Set<String> INTEGER_TYPES =
            Set.of("bigint", "int8", "integer", "int", "int4", "smallint", "int2");
    /** A cast to one of these may change the value of a parameter: it rounds, or cuts off. */
    private static final Set<String> LOSSY_TYPES =
            Set.of("char", "character", "bpchar", "name", "bit", "date", "time", "interval", "boolean", "bool");

    private ValueExpressions() {}

    static ValueExpression of(Expression expression) {
        Expression plain = unwrap(expression);
        if (plain instanceof JdbcParameter parameter) {
            return new Parameter(parameter.getIndex());
        } else if (plain instanceof NullValue) {
            return new Null();
        } else if (plain instanceof StringValue string && string.getPrefix() == null) {
            return new Literal(string.getNotExcapedValue());
        } else if (plain instanceof BooleanValue bool) {
            return new Literal(bool.getValue());
        } else if (plain instanceof LongValue || plain instanceof DoubleValue) {
            return number(plain.toString());
        } else if (plain instanceof SignedExpression signed && signed.getSign() == '-') {
            return number("-" + signed.getExpression());
        } else if (plain instanceof CastExpression cast) {
            return cast(cast);
        } else if (plain instanceof Column column
                && column.getFullyQualifiedName().equalsIgnoreCase("default")) {
            return new Default();
        } else if (plain instanceof Function function && isMint(function)) {
            return new MintedId();
        }
        return computed(plain);
    }

    /** The values of which one must be equal to something: of {@code ANY (...)} its elements, else the value itself. */
    static List<ValueExpression> among(Expression expression) {
        Expression plain = unwrap(expression);
        if (!(plain instanceof Function any)
                || any.getName() == null
                || !Set.of("any", "some").contains(any.getName().toLowerCase(Locale.ROOT))
                || any.getParameters() == null
                || any.getParameters().size() != 1) {
            return List.of(of(plain));
        }
        Expression array = unwrap(any.getParameters().get(0));
        if (array instanceof ArrayConstructor constructor) {
            return constructor.getExpressions().stream()
                    .map(ValueExpressions::of)
                    .toList();
        }
        Expression parameter = array instanceof CastExpression cast ? bareArray(cast) : array;
        return parameter instanceof JdbcParameter given
                ? List.of(new ValueExpression.Elements(given.getIndex()))
                : List.of(computed(plain));
    }

    /** What is cast to an array of a type that keeps the elements' values; the cast itself otherwise. */
    private static Expression bareArray(CastExpression cast) {
        ColDataType type = cast.getColDataType();
        boolean array = type != null
                && plainCast(cast)
                && type.getArgumentsStringList() == null
                && type.getArrayData() != null
                && type.getArrayData().size() == 1
                && !LOSSY_TYPES.contains(type.getDataType().replace("\"", "").toLowerCase(Locale.ROOT));
        return array ? unwrap(cast.getLeftExpression()) : cast;
    }

    /** Without parentheses around it. */
    static Expression unwrap(Expression expression) {
        Expression plain = expression;
        while (plain instanceof ParenthesedExpressionList<?> list
                && !(plain instanceof RowConstructor<?>)
                && list.size() == 1) {
            plain = list.get(0);
        }
        return plain;
    }

    /** The fields of {@code (a, b)} or {@code ROW(a, b)}; the expression itself if it is no row. */
    static List<? extends Expression> fields(Expression expression) {
        Expression plain = unwrap(expression);
        return plain instanceof ParenthesedExpressionList<?> list ? list : List.of(plain);
    }

    private static boolean isMint(Function function) {
        return Identifiers.isName(function.getName())
                && Identifiers.name(function.getName()).equals(MINT_FUNCTION)
                && (function.getParameters() == null || function.getParameters().isEmpty());
    }

    /** @param text a number as the server reads it */
    static ValueExpression number(String text) {
        if (isDigits(text.startsWith("-") ? text.substring(1) : text)) {
            BigInteger value = new BigInteger(text);
            return new Literal(value.bitLength() < 64 ? (Object) value.longValue() : new BigDecimal(value));
        }
        try {
            return new Literal(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return new Computed(text);
        }
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static ValueExpression cast(CastExpression cast) {
        ColDataType type = cast.getColDataType();
        if (type == null || cast.getFormat() != null || !plainCast(cast)) {
            return computed(cast);
        }
        String name = type.getDataType().replace("\"", "").toLowerCase(Locale.ROOT);
        boolean modified = type.getArgumentsStringList() != null
                || type.getArrayData() != null && !type.getArrayData().isEmpty()
                || type.getPrecision() != null && type.getPrecision() > 0;
        ValueExpression value = cast(of(cast.getLeftExpression()), name, modified);
        return value instanceof Computed ? computed(cast) : value;
    }

    /**
     * A value behind a cast: the same where the cast certainly does not change it.
     *
     * @param modified whether the type has a length, a precision or dimensions
     */
    static ValueExpression cast(ValueExpression value, String name, boolean modified) {
        boolean same = value instanceof Null
                || !modified
                        && (value instanceof Parameter && !LOSSY_TYPES.contains(name)
                                || value instanceof MintedId && TEXT_TYPES.contains(name)
                                || value instanceof Literal text
                                        && text.value() instanceof String
                                        && TEXT_TYPES.contains(name)
                                || value instanceof Literal number
                                        && number.value() instanceof Long
                                        && INTEGER_TYPES.contains(name));
        return same ? value : new Computed(value + "::" + name);
    }

    /** Not TRY_CAST and the like, and not {@code date '...'}. */
    private static boolean plainCast(CastExpression cast) {
        return !cast.isImplicitCast() && (cast.keyword == null || cast.keyword.equalsIgnoreCase("cast"));
    }

    private static Computed computed(Expression expression) {
        return new Computed(expression.toString());
    }
}
