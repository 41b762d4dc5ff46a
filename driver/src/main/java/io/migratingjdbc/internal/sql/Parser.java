package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.InsertText.Span;
import java.util.List;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.statement.Statement;

/** Calls JSqlParser in the caller's thread. */
final class Parser {
    /** Beyond this depth the parser's look-ahead for complex expressions may take exponential time. */
    private static final int COMPLEX_DEPTH = 8;

    /** Far beyond what anybody writes; the parser takes minutes for thousands, and ends without stack. */
    private static final int DEEPEST = 200;

    private Parser() {}

    /**
     * @param skipped what the parser need not see
     * @throws UnreadableSqlException if the parser cannot read the text
     */
    static ParsedText parse(SqlText text, List<Span> skipped) {
        int depth = depth(text);
        if (depth > DEEPEST) {
            throw new UnreadableSqlException("it is nested deeper than " + DEEPEST + " levels");
        }
        try {
            return ParserText.parse(text, skipped, normalized -> parse(normalized, false));
        } catch (ParseException simple) {
            if (depth > COMPLEX_DEPTH) {
                throw unreadable(simple);
            }
        }
        try {
            return ParserText.parse(text, skipped, normalized -> parse(normalized, true));
        } catch (ParseException e) {
            throw unreadable(e);
        }
    }

    private static Statement parse(String text, boolean complex) throws ParseException {
        CCJSqlParser parser = CCJSqlParserUtil.newParser(text);
        parser.withAllowComplexParsing(complex);
        return parser.Statement();
    }

    private static UnreadableSqlException unreadable(ParseException e) {
        String message =
                String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("");
        return new UnreadableSqlException("the parser does not understand it: " + message);
    }

    private static int depth(SqlText text) {
        int depth = 0;
        int deepest = 0;
        for (int i = 0; i < text.size(); i++) {
            depth += text.isOpening(i) ? 1 : text.isClosing(i) ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }
}
