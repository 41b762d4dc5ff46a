package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.InsertText.Span;
import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.statement.Statement;

/**
 * Writes a statement anew in the form that JSqlParser cannot misunderstand. That parser knows the keywords and
 * lexical rules of many databases, so that in plain text {@code FROM a MINUS SELECT ...} or {@code FROM a SEMI JOIN
 * b} would mean something that PostgreSQL does not mean. Here every word that is no keyword of PostgreSQL's grammar
 * at its place is quoted, comments are gone, strings have one form, and parameters are numbered.
 */
final class ParserText {
    /** Before names that stand for what the parser does not know: no statement that is read has it. */
    static final String MARK = "\ue000";

    /** Reserved words that are values. */
    private static final Set<String> OPERANDS = Set.of(
            "null",
            "true",
            "false",
            "default",
            "current_date",
            "current_time",
            "current_timestamp",
            "current_user",
            "current_role",
            "current_catalog",
            "current_schema",
            "session_user",
            "system_user",
            "user",
            "localtime",
            "localtimestamp",
            "end");

    private static final Set<String> TESTS = Set.of(
            "unknown",
            "json",
            "value",
            "scalar",
            "array",
            "object",
            "with",
            "without",
            "unique",
            "keys",
            "normalized",
            "nfc",
            "nfd",
            "nfkc",
            "nfkd");

    /** Words of the grammar that stand before a string and are no types, and the types that the parser knows there. */
    private static final Set<String> BEFORE_STRING = Set.of("escape", "zone", "date", "timestamptz", "uescape");

    private static final Set<String> WINDOW_STARTS = Set.of("partition", "order", "rows", "range", "groups");

    /** Where a SELECT's list may end before it begins. */
    private static final Set<String> BEHIND_SELECT_LIST = Set.of(
            "from",
            "where",
            "group",
            "having",
            "window",
            "union",
            "intersect",
            "except",
            "order",
            "limit",
            "offset",
            "fetch",
            "for");

    private static final Set<String> COMPARISONS = Set.of("=", "<>", "!=", "<", ">", "<=", ">=");

    /** The operators that the parser knows; all others are written as a concatenation with their name. */
    private static final Set<String> KNOWN_OPERATORS = Set.of(
            "/", "%", "^", "||", "|", "&", "<<", ">>", "~", "~*", "!~", "!~*", "->", "->>", "#>", "#>>", "@>", "<@",
            "?", "?|", "?&", "&&", "@@", "#", "#-", "<->", "<#>", "<=>", "~~", "~~*", "!~~", "-#");

    private final SqlText text;
    private final PlainLists lists;
    private final Set<Integer> unseen = new HashSet<>();
    private final KeywordPlaces keywords;
    private final WrittenText written;

    private int parameters;

    private ParserText(SqlText text, PlainLists lists) {
        this.text = text;
        this.lists = lists;
        this.keywords = new KeywordPlaces(text);
        this.written = new WrittenText(text.size());
    }

    /** Lets the parser read a statement. */
    @FunctionalInterface
    interface Parse {
        Statement of(String text) throws ParseException;
    }

    /**
     * @param skipped what the parser need not see; it must stay a statement without it
     * @throws ParseException as the parser
     */
    static ParsedText parse(SqlText text, List<Span> skipped, Parse parse) throws ParseException {
        if (text.sql().contains(MARK)) {
            throw new UnreadableSqlException("a character for private use in it");
        }
        PlainLists lists = new PlainLists(text);
        ParserText writer = new ParserText(text, lists);
        int from = 0;
        for (Span span : skipped) {
            writer.range(from, span.from());
            writer.skip(span.from(), span.to());
            from = span.to();
        }
        writer.range(from, text.size());
        Positions positions = writer.written.positions();
        return new ParsedText(parse.of(positions.written()), positions, lists, writer.unseen);
    }

    private void skip(int from, int to) {
        for (int i = text.parameters(from, to); i > 0; i--) {
            unseen.add(++parameters);
        }
    }

    private void range(int from, int to) {
        for (int i = from; i < to; ) {
            written.begin(i);
            i = piece(i);
        }
    }

    private void write(String piece) {
        written.add(piece);
    }

    /** @return behind what was written */
    private int piece(int i) {
        Token token = text.token(i);
        return switch (token.kind()) {
            case WORD -> word(i);
            case QUOTED_IDENTIFIER -> one(i, quoted(token.value()));
            case STRING -> one(i, string(token.value()));
            case PARAMETER -> one(i, "?" + ++parameters);
            case TYPED_STRING -> one(i, "cast ( " + string(text.excerpt(i, i + 1)) + " as bit )");
            case NUMBER -> one(i, token.value());
            case OPERATOR -> operator(i, token.value(), i + 1);
            case PUNCTUATION -> punctuation(i, token.value());
        };
    }

    private int one(int i, String piece) {
        write(piece);
        return i + 1;
    }

    private static String string(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** Operators other than the comparisons do not change what a condition says. */
    private int operator(int i, String operator, int next) {
        boolean sign = operator.equals("+") || operator.equals("-") || operator.equals("*");
        if (sign || COMPARISONS.contains(operator)) {
            write(operator);
        } else if (isPrefix(i)) {
            write(string(MARK + "prefix " + operator) + " ||");
        } else {
            write(KNOWN_OPERATORS.contains(operator) ? operator : "|| " + string(MARK + operator) + " ||");
        }
        return next;
    }

    private boolean isPrefix(int i) {
        if (i == 0) {
            return true;
        }
        Token before = text.token(i - 1);
        return before.kind() == Kind.OPERATOR
                || before.kind() == Kind.PUNCTUATION && !text.isClosing(i - 1)
                || keywords.isKeyword(i - 1) && !OPERANDS.contains(before.value());
    }

    private int punctuation(int i, String value) {
        switch (value) {
            case "{" -> {
                return escape(i);
            }
            case "}" -> {
                return i + 1;
            }
            case "::" -> {
                write("::");
                return type(TypeName.read(text, i + 1));
            }
            case "[" -> {
                return text.isPunctuation(i + 1, "]") || !isOperandEnd(i - 1) ? one(i, value) : subscript(i);
            }
            case "." -> {
                return text.isClosing(i - 1) ? field(i) : one(i, value);
            }
            case ":" -> throw new UnreadableSqlException("unexpected :");
            default -> {
                return one(i, value);
            }
        }
    }

    /** JDBC's own syntax in braces, which the store's driver takes away. */
    private int escape(int i) {
        switch (text.word(i + 1)) {
            case "fn" -> {
                return i + 2;
            }
            case "d" -> write("date");
            case "t" -> write("time");
            case "ts" -> write("timestamp");
            default -> throw new UnreadableSqlException("unexpected {");
        }
        return i + 2;
    }

    private int type(TypeName type) {
        write(
                type.qualified()
                        ? String.join(
                                " . ",
                                type.name().stream().map(ParserText::quoted).toList())
                        : quoted(String.join(" ", type.name())));
        if (type.open() >= 0) {
            range(type.open(), type.close() + 1);
        }
        write("[ ] ".repeat(type.dimensions()).strip());
        return type.end();
    }

    private boolean isOperandEnd(int i) {
        if (i < 0) {
            return false;
        }
        Token token = text.token(i);
        return token.kind() == Kind.QUOTED_IDENTIFIER
                || token.kind() == Kind.WORD && (!keywords.isKeyword(i) || Keywords.isColumnOnly(text.word(i)))
                || token.kind() == Kind.PARAMETER
                || text.isClosing(i);
    }

    /** {@code a[1]} and {@code a[1:2]} as a call. */
    private int subscript(int open) {
        int close = text.closing(open);
        int colon = open + 1;
        while (colon < close && !text.isPunctuation(colon, ":")) {
            colon = text.isOpening(colon) ? text.closing(colon) + 1 : colon + 1;
        }
        wrapOperand(open, "[");
        if (colon > open + 1) {
            write(",");
            range(open + 1, colon);
        }
        if (colon < close) {
            write(", ':'");
            if (colon + 1 < close) {
                write(",");
                range(colon + 1, close);
            }
        }
        write(")");
        return close + 1;
    }

    /** {@code (a).b} as a call. */
    private int field(int dot) {
        if (dot + 1 >= text.size() || !text.token(dot + 1).isName()) {
            throw new UnreadableSqlException("all fields of a row, (...).*, are not supported");
        }
        wrapOperand(dot, "." + text.token(dot + 1).value());
        write(")");
        return dot + 2;
    }

    /** Opens a call whose first argument is the operand that ends before the index. */
    private void wrapOperand(int behind, String name) {
        written.prepend(operandStart(behind - 1), quoted(MARK + name) + " ( ");
    }

    private int operandStart(int last) {
        int start = last;
        while (text.isClosing(start)) {
            start = text.opening(start);
            if (isOperandEnd(start - 1) && !text.isPunctuation(start, "[")
                    || text.isPunctuation(start, "[") && isOperandEnd(start - 1)
                    || Keywords.isOperandBeforeParenthesis(text.word(start - 1))) {
                start--;
            }
        }
        return text.isPunctuation(start - 1, ".") && text.isClosing(start - 2)
                ? operandStart(start - 2)
                : text.firstOfName(start);
    }

    private int word(int i) {
        String word = text.word(i);
        if (word.equals("operator") && text.isPunctuation(i + 1, "(") && !text.isPunctuation(i - 1, ".")) {
            int close = text.closing(i + 1);
            write("|| " + string(MARK + text.excerpt(i, close + 1)) + " ||");
            return close + 1;
        }
        if (isTypeOfString(i, word)) {
            write("cast ( " + string(text.token(i + 1).value()) + " as " + quoted(word) + " )");
            return i + 2;
        }
        if (!keywords.isKeyword(i)) {
            return SpecialCall.isNamed(word) && text.isPunctuation(i + 1, "(") && !text.isPunctuation(i - 1, ".")
                    ? specialCall(i)
                    : one(i, quoted(word));
        }
        int special = special(i, word);
        return special > 0 ? special : one(i, word);
    }

    /** {@code box '...'}: types that the parser does not know before a string. */
    private boolean isTypeOfString(int i, String word) {
        return i + 1 < text.size()
                && text.token(i + 1).kind() == Kind.STRING
                && !text.isPunctuation(i - 1, ".")
                && !text.isWord(i - 1, "as")
                && !Keywords.isReserved(word)
                && !Keywords.isColumnOnly(word)
                && !BEFORE_STRING.contains(word);
    }

    /** @return behind what was written, 0 if the keyword stays as it is */
    private int special(int i, String word) {
        switch (word) {
            case "select" -> {
                boolean empty = i + 1 == text.size()
                        || text.isClosing(i + 1)
                        || BEHIND_SELECT_LIST.contains(text.word(i + 1)) && !text.isPunctuation(i + 2, "(");
                return empty ? one(i, "select null") : 0;
            }
            case "table" -> {
                return one(i, "select * from");
            }
            case "only" -> {
                return text.isWord(i - 1, "row") || text.isWord(i - 1, "rows") ? 0 : i + 1;
            }
            case "some" -> {
                return text.isPunctuation(i + 1, "(") ? one(i, "any") : 0;
            }
            case "distinct" -> {
                return text.isWord(i - 1, "by") ? i + 1 : 0;
            }
            case "is" -> {
                return isTest(i);
            }
            case "in" -> {
                return text.isPunctuation(i + 1, "(") ? list(i) : 0;
            }
            case "at" -> {
                return text.isWord(i + 1, "local") ? one(i, "at time zone " + string(MARK + "local")) + 1 : 0;
            }
            case "using" -> {
                return text.isPunctuation(i + 1, "(") ? 0 : using(i);
            }
            case "over" -> {
                return over(i);
            }
            case "cast" -> {
                return text.isPunctuation(i + 1, "(") ? cast(i) : 0;
            }
            case "collation" -> {
                return text.isWord(i + 1, "for") ? one(i, quoted("collation for")) + 1 : 0;
            }
            case "substring" -> {
                return text.isPunctuation(i + 1, "(") && isSimilar(i + 1) ? specialCall(i) : 0;
            }
            case "set" -> {
                return set(i);
            }
            case "conflict" -> {
                return conflict(i);
            }
            case "time", "timestamp", "interval" -> {
                return typedString(i);
            }
            case "row" -> {
                return text.isPunctuation(i + 1, "(")
                                && text.isPunctuation(i - 2, ")")
                                && text.token(i - 1).value().equals("=")
                        ? i + 1
                        : 0;
            }
            default -> {
                return SpecialCall.isNamed(word) && text.isPunctuation(i + 1, "(") ? specialCall(i) : 0;
            }
        }
    }

    private boolean isSimilar(int open) {
        int close = text.closing(open);
        for (int i = open + 1; i < close; i++) {
            if (text.isWord(i, "similar")) {
                return true;
            }
        }
        return false;
    }

    /** {@code IS UNKNOWN}, {@code IS JSON}, {@code IS NORMALIZED}: some condition of the operand. */
    private int isTest(int i) {
        int next = text.isWord(i + 1, "not") ? i + 2 : i + 1;
        int end = next;
        while (TESTS.contains(text.word(end))) {
            end++;
        }
        if (end == next) {
            return 0;
        }
        write((next == i + 2 ? "not " : "") + "like " + string(MARK + text.excerpt(next, end)));
        return end;
    }

    /** Without the name of the window that it extends, and without EXCLUDE. */
    private int over(int i) {
        write("over");
        if (!text.isPunctuation(i + 1, "(")) {
            return i + 1;
        }
        int close = text.closing(i + 1);
        boolean named = i + 2 < close && text.token(i + 2).isName() && !WINDOW_STARTS.contains(text.word(i + 2));
        int end = close;
        for (int k = i + 2; k < close; k++) {
            if (text.isWord(k, "exclude")) {
                end = k;
            } else if (text.isOpening(k)) {
                k = text.closing(k);
            }
        }
        write("(");
        range(named ? i + 3 : i + 2, end);
        write(")");
        return close + 1;
    }

    private int cast(int i) {
        int close = text.closing(i + 1);
        int as = i + 2;
        while (as < close && !text.isWord(as, "as")) {
            as = text.isOpening(as) ? text.closing(as) + 1 : as + 1;
        }
        if (as >= close) {
            throw new UnreadableSqlException("CAST has no AS");
        }
        write("cast (");
        range(i + 2, as);
        write("as");
        if (type(TypeName.read(text, as + 1)) != close) {
            throw new UnreadableSqlException("CAST has an unknown form");
        }
        write(")");
        return close + 1;
    }

    private int specialCall(int i) {
        int open = i + 1;
        int close = text.closing(open);
        write(quoted(text.word(i)) + " (");
        for (int k = open + 1; k < close; ) {
            if (SpecialCall.startsOperand(text, open, k)) {
                write(",");
            }
            written.begin(k);
            boolean keyword = text.token(k).kind() == Kind.WORD
                    && Keywords.isReserved(text.word(k))
                    && !SpecialCall.isOperator(text.word(k))
                    && !text.isPunctuation(k + 1, "(");
            if (keyword) {
                k = one(k, quoted(text.word(k)));
            } else if (text.isPunctuation(k, ":")) {
                k = one(k, ",");
            } else {
                k = piece(k);
            }
        }
        write(")");
        return close + 1;
    }

    /** Each column on its own, so that the parser need not know rows, elements and fields there. */
    private int set(int i) {
        SetClause clause = SetClause.read(text, i);
        write("set");
        String separator = "";
        for (SetClause.Item item : clause.items()) {
            for (Assignment assignment : Assignment.of(text, item)) {
                write(separator + quoted(assignment.column()) + " =" + (assignment.whole() ? "" : " null ||"));
                range(assignment.from(), assignment.to());
                if (assignment.from() == assignment.to()) {
                    write("null");
                }
                separator = ", ";
            }
        }
        return clause.end();
    }

    private int list(int in) {
        int open = in + 1;
        Optional<String> mark = lists.mark(open, parameters + 1);
        if (mark.isEmpty()) {
            return 0;
        }
        int close = text.closing(open);
        write("in ( " + string(mark.get()) + " )");
        skip(open, close);
        return close + 1;
    }

    /** Joins in a DELETE's USING stand in parentheses. */
    private int using(int i) {
        write("using");
        int end = text.find(i + 1, Set.of("where", "returning"));
        String separator = "";
        for (Span item : InsertText.spans(text, i, end)) {
            boolean join = text.find(item.from(), Set.of("join")) < item.to();
            write(separator + (join ? "(" : ""));
            range(item.from(), item.to());
            write(join ? ")" : "");
            separator = ", ";
        }
        return end;
    }

    /** The target is read from the tokens. */
    private int conflict(int i) {
        ConflictTarget target = ConflictTarget.read(text, i);
        write(target.named() ? "conflict ( \"target\" )" : "conflict");
        return target.end();
    }

    /** {@code time with time zone '...'} and {@code interval '...' year to month}. */
    private int typedString(int i) {
        TypeName type = TypeName.read(text, i);
        if (type.end() >= text.size() || text.token(type.end()).kind() != Kind.STRING) {
            return 0;
        }
        write(text.word(i) + " " + string(text.token(type.end()).value()));
        return text.isWord(i, "interval") ? TypeName.afterFields(text, type.end() + 1) : type.end() + 1;
    }

    private static String quoted(String identifier) {
        if (identifier.chars().anyMatch(c -> c == '"' || c < ' ')) {
            throw new UnreadableSqlException("an identifier with a quote or control character is not supported");
        }
        return '"' + identifier + '"';
    }
}
