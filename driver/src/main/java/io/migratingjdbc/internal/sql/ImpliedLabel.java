package io.migratingjdbc.internal.sql;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.operators.arithmetic.Addition;
import net.sf.jsqlparser.expression.operators.arithmetic.Concat;
import net.sf.jsqlparser.expression.operators.arithmetic.Division;
import net.sf.jsqlparser.expression.operators.arithmetic.Modulo;
import net.sf.jsqlparser.expression.operators.arithmetic.Multiplication;
import net.sf.jsqlparser.expression.operators.arithmetic.Subtraction;
import net.sf.jsqlparser.schema.Column;

/** The name that the server gives to a result column without an alias. */
final class ImpliedLabel {
    private static final String NONE = "?column?";

    /** Keywords that are labelled as functions are. */
    private static final Set<String> KEYWORDS = Set.of("coalesce", "nullif", "greatest", "least");

    private ImpliedLabel() {}

    /** Empty where it is not certain. */
    static Optional<String> of(Expression expression) {
        if (expression.toString().contains(ParserText.MARK)) {
            return Optional.empty();
        } else if (expression instanceof Column column) {
            return Identifiers.isColumn(column)
                    ? Optional.of(Identifiers.name(column.getColumnName()))
                    : Optional.empty();
        } else if (expression instanceof CastExpression cast) {
            // What has no name of its own gets the type's, in the server's spelling.
            return of(cast.getLeftExpression()).filter(label -> !label.equals(NONE));
        } else if (expression instanceof Function function) {
            return ofFunction(function);
        }
        return isOperator(expression) ? Optional.of(NONE) : Optional.empty();
    }

    private static Optional<String> ofFunction(Function function) {
        String name = function.getName();
        if (function.getMultipartName().size() != 1 || function.getAttribute() != null) {
            return Optional.empty();
        }
        if (Identifiers.isName(name)) {
            return Optional.of(Identifiers.name(name)).filter(label -> !SpecialCall.isNamed(label));
        }
        return Optional.of(name.toLowerCase(Locale.ROOT)).filter(KEYWORDS::contains);
    }

    private static boolean isOperator(Expression expression) {
        return expression instanceof Concat
                || expression instanceof Addition
                || expression instanceof Subtraction
                || expression instanceof Multiplication
                || expression instanceof Division
                || expression instanceof Modulo;
    }
}
