package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Statement text as tokens, without a trailing semicolon, and what can be said of it without knowing the grammar. */
record SqlText(String sql, List<Token> tokens) {
    private static final Set<String> STATEMENT_STARTS =
            Set.of("select", "with", "values", "table", "insert", "update", "delete", "merge");

    SqlText {
        tokens = List.copyOf(tokens);
    }

    /** @throws UnreadableSqlException as the tokenizer */
    static SqlText of(String sql) {
        List<Token> tokens = PostgresTokenizer.tokenize(sql);
        int size = tokens.size();
        while (size > 0 && tokens.get(size - 1).isPunctuation(";")) {
            size--;
        }
        return new SqlText(sql, tokens.subList(0, size));
    }

    int size() {
        return tokens.size();
    }

    Token token(int index) {
        return tokens.get(index);
    }

    boolean isWord(int index, String word) {
        return index >= 0 && index < size() && token(index).isWord(word);
    }

    boolean isPunctuation(int index, String text) {
        return index >= 0 && index < size() && token(index).isPunctuation(text);
    }

    /** Whether the token is this keyword of the grammar, not a name behind a dot or a label behind AS. */
    boolean isKeyword(int index, String word) {
        return isWord(index, word) && !isPunctuation(index - 1, ".") && !isWord(index - 1, "as");
    }

    /** Whether the two keywords follow each other somewhere. */
    boolean holds(String first, String second) {
        return IntStream.range(0, size()).anyMatch(i -> isKeyword(i, first) && isWord(i + 1, second));
    }

    /** The folded word at the index; empty if there is none. */
    String word(int index) {
        return index >= 0 && index < size() && token(index).kind() == Kind.WORD
                ? token(index).value()
                : "";
    }

    boolean holdsSeveralStatements() {
        return tokens.stream().anyMatch(token -> token.isPunctuation(";"));
    }

    /** The statements between the semicolons; empty ones left out. */
    List<SqlText> statements() {
        List<SqlText> statements = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= size(); i++) {
            if (i == size() || token(i).isPunctuation(";")) {
                if (i > from) {
                    statements.add(new SqlText(sql, tokens.subList(from, i)));
                }
                from = i + 1;
            }
        }
        return statements;
    }

    int parameters() {
        return (int)
                tokens.stream().filter(token -> token.kind() == Kind.PARAMETER).count();
    }

    int parameters(int from, int to) {
        return (int) tokens.subList(from, to).stream()
                .filter(token -> token.kind() == Kind.PARAMETER)
                .count();
    }

    Set<String> identifiers() {
        return tokens.stream().filter(Token::isName).map(Token::value).collect(Collectors.toSet());
    }

    /**
     * The index of the parenthesis that closes the one at {@code open}.
     *
     * @throws UnreadableSqlException if there is none
     */
    int closing(int open) {
        int closing = closingOrEnd(open);
        if (closing == size()) {
            throw new UnreadableSqlException("a parenthesis is not closed");
        }
        return closing;
    }

    /** The index of the parenthesis that the one at {@code close} closes. */
    int opening(int close) {
        int depth = 0;
        for (int i = close; i >= 0; i--) {
            if (isClosing(i)) {
                depth++;
            } else if (isOpening(i) && --depth == 0) {
                return i;
            }
        }
        throw new UnreadableSqlException("a parenthesis is not opened");
    }

    private int closingOrEnd(int open) {
        int depth = 0;
        for (int i = open; i < size(); i++) {
            if (isOpening(i)) {
                depth++;
            } else if (isClosing(i) && --depth == 0) {
                return i;
            }
        }
        return size();
    }

    boolean isOpening(int index) {
        return isPunctuation(index, "(") || isPunctuation(index, "[");
    }

    boolean isClosing(int index) {
        return isPunctuation(index, ")") || isPunctuation(index, "]");
    }

    /** The first keyword of these outside parentheses, from an index on; {@link #size()} if there is none. */
    int find(int from, Set<String> keywords) {
        for (int i = from; i < size(); i++) {
            if (isOpening(i)) {
                i = closing(i);
            } else if (keywords.contains(word(i)) && isKeyword(i, word(i)) && !isDistinctFrom(i)) {
                return i;
            }
        }
        return size();
    }

    /** The FROM of {@code a IS [NOT] DISTINCT FROM b}. */
    boolean isDistinctFrom(int index) {
        return isWord(index, "from")
                && isWord(index - 1, "distinct")
                && (isWord(index - 2, "is") || isWord(index - 2, "not"));
    }

    Set<String> functions() {
        return functions(0, size());
    }

    /** Names that are followed by a parenthesis and are no keyword: never fewer than the functions called there. */
    Set<String> functions(int from, int to) {
        Set<String> functions = new LinkedHashSet<>();
        for (int i = from; i + 1 < to; i++) {
            if (isCall(i)) {
                functions.add(token(i).value().toLowerCase(Locale.ROOT));
            }
        }
        return functions;
    }

    /** How often the function is called. */
    long calls(String function) {
        return IntStream.range(0, size())
                .filter(i -> isCall(i) && token(i).value().equals(function))
                .count();
    }

    boolean returning() {
        return find(0, Set.of("returning")) < size();
    }

    private boolean isCall(int i) {
        if (!token(i).isName() || !isPunctuation(i + 1, "(")) {
            return false;
        }
        int first = firstOfName(i);
        boolean keyword = first == i && token(i).kind() == Kind.WORD && !Keywords.canBeFunction(word(i));
        boolean type = isPunctuation(first - 1, "::");
        // Also the columns of an alias, as in FROM f(x) a (b, c).
        boolean columnList = isWord(first - 1, "into") || isWord(first - 1, "as") || isPunctuation(first - 1, ")");
        return !keyword && !type && !columnList && !isCommonTableColumns(first, i);
    }

    /** {@code name (a, b) AS (}, the column list of a common table expression. */
    private boolean isCommonTableColumns(int first, int i) {
        int closing = closingOrEnd(i + 1);
        boolean position = isWord(first - 1, "with") || isWord(first - 1, "recursive") || isPunctuation(first - 1, ",");
        return position
                && isWord(closing + 1, "as")
                && (isPunctuation(closing + 2, "(") && STATEMENT_STARTS.contains(word(closing + 3))
                        || isWord(closing + 2, "materialized")
                        || isWord(closing + 2, "not"));
    }

    /** Where the possibly qualified name begins whose last part is at the index. */
    int firstOfName(int index) {
        int first = index;
        while (isPunctuation(first - 1, ".") && first >= 2 && token(first - 2).isName()) {
            first -= 2;
        }
        return first;
    }

    /** Where the possibly qualified name ends whose first part is at the index. */
    int lastOfName(int index) {
        int last = index;
        while (isPunctuation(last + 1, ".")
                && last + 2 < size()
                && token(last + 2).isName()) {
            last += 2;
        }
        return last;
    }

    String excerpt(int from, int to) {
        return from >= to
                ? ""
                : sql.substring(token(from).start(), token(to - 1).end());
    }
}
