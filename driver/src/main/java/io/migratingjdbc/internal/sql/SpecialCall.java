package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.Set;

/**
 * Functions with a grammar of their own, such as {@code json_object('a' : b)} or {@code xmlelement(name x, y)}. To the
 * parser they are written as plain calls: where two operands follow each other, a comma comes between them.
 */
final class SpecialCall {
    private static final Set<String> NAMES = Set.of(
            "json",
            "json_object",
            "json_objectagg",
            "json_value",
            "json_query",
            "json_exists",
            "json_scalar",
            "json_serialize",
            "xmlelement",
            "xmlattributes",
            "xmlforest",
            "xmlconcat",
            "xmlexists",
            "xmlparse",
            "xmlpi",
            "xmlroot",
            "xmlserialize",
            "normalize",
            "treat");

    /** Words that join operands inside an expression. */
    private static final Set<String> OPERATORS = Set.of(
            "and", "or", "not", "is", "in", "like", "ilike", "between", "collate", "case", "when", "then", "else");

    private SpecialCall() {}

    static boolean isOperator(String word) {
        return OPERATORS.contains(word) || word.equals("end");
    }

    static boolean isNamed(String word) {
        return NAMES.contains(word);
    }

    /** Whether a comma belongs before the token, which is inside the call's own parentheses. */
    static boolean startsOperand(SqlText text, int open, int index) {
        return index > open + 1 && endsOperand(text, index - 1) && beginsOperand(text, index);
    }

    private static boolean endsOperand(SqlText text, int i) {
        Token token = text.token(i);
        return switch (token.kind()) {
            case OPERATOR -> false;
            case PUNCTUATION -> text.isClosing(i);
            case WORD -> !OPERATORS.contains(token.value());
            default -> true;
        };
    }

    private static boolean beginsOperand(SqlText text, int i) {
        Token token = text.token(i);
        boolean typed = token.kind() == Kind.STRING && isType(text, i - 1);
        return switch (token.kind()) {
            case OPERATOR, PUNCTUATION -> false;
            case WORD -> !OPERATORS.contains(token.value()) && !token.value().equals("end");
            default -> !typed;
        };
    }

    private static boolean isType(SqlText text, int i) {
        return Set.of("date", "time", "timestamp", "interval").contains(text.word(i));
    }
}
