package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.Set;

/** Tells which words of a statement are keywords of PostgreSQL's grammar at their place, and which are names. */
record KeywordPlaces(SqlText text) {
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

    boolean isKeyword(int i) {
        String word = text.word(i);
        if (text.isPunctuation(i - 1, ".") || text.isPunctuation(i + 1, ".")) {
            return false;
        }
        if (text.isWord(i - 1, "as") && isLabel(i)) {
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
                || word.equals("repeatable") && call && text.isPunctuation(i - 1, ")")
                || call && Keywords.isColumnOnly(word)
                || isKeywordByContext(word, text.word(i - 1), text.word(i + 1), call);
    }

    /** Behind AS every word may be a label; a query, or what is said of one, begins a common table. */
    private boolean isLabel(int i) {
        boolean query = text.isWord(i, "materialized") || text.isWord(i, "not") && text.isWord(i + 1, "materialized");
        return !query && Keywords.isReserved(text.word(i));
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
            case "at" -> next.equals("time") || next.equals("local");
            case "time" ->
                previous.equals("at")
                        || previous.equals("with")
                        || previous.equals("without")
                        || next.equals("with")
                        || next.equals("without");
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
