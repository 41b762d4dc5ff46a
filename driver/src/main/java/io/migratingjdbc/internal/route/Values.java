package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.List;
import java.util.Optional;

/** The values of one execution: what the application bound to the parameters. */
public interface Values {

    /** The value bound to a parameter (index from 1); null for SQL NULL and for what has no plain value. */
    Object parameter(int index);

    /** Whether SQL NULL was bound to a parameter. What can be read only once (streams) is not known to be NULL. */
    boolean isNull(int index);

    /** The value of an expression; empty for NULL and for what only the database can compute. */
    default Optional<Object> of(ValueExpression expression) {
        if (expression instanceof ValueExpression.Parameter parameter) {
            return Optional.ofNullable(parameter(parameter.index()));
        }
        return expression instanceof ValueExpression.Literal literal ? Optional.of(literal.value()) : Optional.empty();
    }

    /** The values that an expression stands for: one, or an array's elements without NULLs. Empty if they cannot be told. */
    default Optional<List<Object>> all(ValueExpression expression) {
        return expression instanceof ValueExpression.Elements elements
                ? ArrayElements.of(parameter(elements.index()))
                : of(expression).map(List::of);
    }

    /** Whether the value is known to be NULL. */
    default boolean isNull(ValueExpression expression) {
        return expression instanceof ValueExpression.Null
                || expression instanceof ValueExpression.Parameter parameter && isNull(parameter.index());
    }
}
