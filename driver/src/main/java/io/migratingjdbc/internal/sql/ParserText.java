package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.Set;

/**
 * Writes a statement anew in the form that JSqlParser cannot misunderstand. That parser knows the keywords and
 * lexical rules of many databases, so that in plain text {@code FROM a MINUS SELECT ...} or {@code FROM a SEMI JOIN
 * b} would mean something that PostgreSQL does not mean. Here every word that is no keyword of PostgreSQL's grammar
 * at its place is quoted, comments are gone, strings have one form, and parameters are numbered.
 */
final class ParserText {
    private static final Set<String> KEPT = Set.of(
            "insert",
            "update",
            "delete",
            "set",
            "by",
            "values",
            "between",
            "exists",
            "row",
            "escape",
            "nowait",
            "overriding",
            "unbounded",
            "preceding",
            "following");

    private final SqlText text;
    private int parameters;

    private ParserText(SqlText text) {
        this.text = text;
    }

    static Positions of(SqlText text) {
        return new ParserText(text).write();
    }

    private Positions write() {
        StringBuilder written = new StringBuilder();
        int[] starts = new int[text.size()];
        for (int i = 0; i < text.size(); i++) {
            written.append(i == 0 ? "" : " ");
            starts[i] = written.length();
            written.append(form(i));
        }
        return new Positions(written.toString(), starts);
    }

    private String form(int i) {
        Token token = text.token(i);
        return switch (token.kind()) {
            case WORD -> isKeywordHere(i) ? token.value() : quoted(token.value());
            case QUOTED_IDENTIFIER -> quoted(token.value());
            case STRING -> "'" + token.value().replace("'", "''") + "'";
            case PARAMETER -> "?" + ++parameters;
            case PUNCTUATION -> punctuation(token.value());
            case BIT_STRING -> throw new UnreadableSqlException("bit strings are not supported");
            case NUMBER, OPERATOR -> token.value();
        };
    }

    private static String quoted(String identifier) {
        if (identifier.chars().anyMatch(c -> c == '"' || c < ' ')) {
            throw new UnreadableSqlException("an identifier with a quote or control character is not supported");
        }
        return '"' + identifier + '"';
    }

    private static String punctuation(String value) {
        if ("{}:".contains(value)) {
            throw new UnreadableSqlException("unexpected " + value);
        }
        return value;
    }

    private boolean isKeywordHere(int i) {
        String word = text.word(i);
        if (text.isPunctuation(i - 1, ".") || text.isPunctuation(i + 1, ".")) {
            return false;
        }
        boolean call = text.isPunctuation(i + 1, "(");
        boolean typed = i + 1 < text.size() && text.token(i + 1).kind() == Kind.STRING;
        if (Keywords.isReserved(word)) {
            return !call || !Keywords.canBeFunction(word);
        }
        return KEPT.contains(word)
                || word.equals("over") && text.isPunctuation(i - 1, ")")
                || typed && !text.isWord(i - 1, "as")
                || call && Keywords.isColumnOnly(word)
                || isKeywordByContext(word, text.word(i - 1), text.word(i + 1), call);
    }

    /** Words that are free to be names elsewhere. */
    private static boolean isKeywordByContext(String word, String previous, String next, boolean call) {
        return switch (word) {
            case "no" -> previous.equals("for") && next.equals("key");
            case "key" -> previous.equals("no") || previous.equals("for") && next.equals("share");
            case "share" -> previous.equals("for") || previous.equals("key");
            case "of" -> previous.equals("update") || previous.equals("share") || previous.equals("current");
            case "skip" -> next.equals("locked");
            case "locked" -> previous.equals("skip");
            case "nulls" -> next.equals("first") || next.equals("last");
            case "first" -> previous.equals("nulls") || previous.equals("fetch");
            case "last" -> previous.equals("nulls");
            case "next" -> previous.equals("fetch");
            case "rows" ->
                next.equals("only")
                        || next.equals("with")
                        || isFrameStart(next)
                        || previous.isEmpty() && (next.isEmpty() || next.equals("fetch") || next.equals("for"));
            case "range", "groups" -> isFrameStart(next);
            case "ties", "ordinality", "recursive" -> previous.equals("with");
            case "materialized" -> previous.equals("as") || previous.equals("not");
            case "conflict" -> previous.equals("on");
            case "nothing" -> previous.equals("do");
            case "value" -> previous.equals("system") || previous.equals("user");
            case "system" -> previous.equals("overriding") || call && previous.equals("tablesample");
            case "bernoulli" -> call && previous.equals("tablesample");
            case "partition" -> next.equals("by");
            case "filter", "cube", "rollup" -> call;
            case "within" -> next.equals("group");
            case "sets" -> previous.equals("grouping");
            case "grouping" -> next.equals("sets");
            case "current" -> next.equals("row") || next.equals("of");
            case "at" -> next.equals("time");
            case "time" -> previous.equals("at") || previous.equals("with") || previous.equals("without");
            case "zone" -> previous.equals("time");
            case "without" -> next.equals("time");
            case "timestamp" -> next.equals("with") || next.equals("without");
            case "double" -> next.equals("precision");
            case "precision" -> previous.equals("double");
            case "varying" -> previous.equals("character") || previous.equals("char") || previous.equals("bit");
            case "character", "char", "bit" -> next.equals("varying");
            default -> false;
        };
    }

    private static boolean isFrameStart(String next) {
        return next.equals("between") || next.equals("unbounded") || next.equals("current");
    }
}
