package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.InsertText.Span;
import io.migratingjdbc.internal.sql.Token.Kind;
import io.migratingjdbc.internal.sql.ValueExpression.Default;
import io.migratingjdbc.internal.sql.ValueExpression.Literal;
import io.migratingjdbc.internal.sql.ValueExpression.Null;
import io.migratingjdbc.internal.sql.ValueExpression.Parameter;
import java.util.Optional;

/** Values that can be read from the tokens alone: constants and parameters, perhaps with a cast. */
final class PlainValue {
    private PlainValue() {}

    /**
     * @param parameter the index of a parameter that stands there
     * @return empty for anything else
     */
    static Optional<ValueExpression> of(SqlText text, Span span, int parameter) {
        int size = span.to() - span.from();
        if (size == 1) {
            return one(text, span.from(), parameter);
        } else if (size == 2 && text.token(span.from()).value().equals("-")) {
            return text.token(span.from() + 1).kind() == Kind.NUMBER
                    ? Optional.of(ValueExpressions.number(
                            "-" + text.token(span.from() + 1).value()))
                    : Optional.empty();
        }
        return text.isPunctuation(span.from() + 1, "::") ? cast(text, span, parameter) : Optional.empty();
    }

    private static Optional<ValueExpression> one(SqlText text, int index, int parameter) {
        Token token = text.token(index);
        return switch (token.kind()) {
            case PARAMETER -> Optional.of(new Parameter(parameter));
            case STRING -> Optional.of(new Literal(token.value()));
            case NUMBER -> Optional.of(ValueExpressions.number(token.value()));
            case WORD ->
                switch (token.value()) {
                    case "null" -> Optional.of(new Null());
                    case "default" -> Optional.of(new Default());
                    case "true", "false" ->
                        Optional.of(new Literal(token.value().equals("true")));
                    default -> Optional.empty();
                };
            default -> Optional.empty();
        };
    }

    private static Optional<ValueExpression> cast(SqlText text, Span span, int parameter) {
        TypeName type = TypeName.read(text, span.from() + 2);
        if (type.end() != span.to()) {
            return Optional.empty();
        }
        boolean modified = type.open() >= 0 || type.dimensions() > 0;
        return one(text, span.from(), parameter)
                .map(value -> ValueExpressions.cast(value, String.join(" ", type.name()), modified));
    }
}
