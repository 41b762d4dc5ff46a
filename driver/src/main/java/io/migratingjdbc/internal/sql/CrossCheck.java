package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Compares what was found in the parser's tree with the tokens, so that nothing the tree lost can go unnoticed. */
final class CrossCheck {
    /** Inside the parentheses of these, FROM and USING do not name a table. */
    private static final Set<String> FROM_AS_ARGUMENT =
            Set.of("extract", "substring", "trim", "overlay", "position", "treat", "normalize");

    private static final Set<String> BEFORE_TABLE = Set.of("from", "join", "into", "update", "using");

    private final SqlText text;
    private final Findings findings;

    private CrossCheck(SqlText text, Findings findings) {
        this.text = text;
        this.findings = findings;
    }

    /** @throws UnreadableSqlException if they do not agree */
    static void verify(SqlText text, Findings findings) {
        CrossCheck check = new CrossCheck(text, findings);
        require(findings.parameters() == text.parameters(), "a parameter");
        require(findings.queries() == check.queries(), "a query");
        check.verifyTables();
    }

    private static void require(boolean found, String what) {
        if (!found) {
            throw new UnreadableSqlException("the parser lost " + what);
        }
    }

    private int queries() {
        int queries = 0;
        for (int i = 0; i < text.size(); i++) {
            if (text.isKeyword(i, "select")
                    || text.isKeyword(i, "values") && text.isPunctuation(i + 1, "(")
                    || text.isKeyword(i, "table")) {
                queries++;
            }
        }
        return queries;
    }

    private void verifyTables() {
        Set<String> known = new HashSet<>(findings.commonTables());
        findings.tables().stream().map(TableUse::table).map(TableName::name).forEach(known::add);
        Deque<Boolean> argument = new ArrayDeque<>();
        argument.push(false);
        for (int i = 0; i < text.size(); i++) {
            if (text.isOpening(i)) {
                argument.push(FROM_AS_ARGUMENT.contains(text.word(i - 1)));
            } else if (text.isClosing(i)) {
                argument.pop();
            } else if (!argument.peek() && isBeforeTable(i)) {
                verifyTable(i + 1, known);
            }
        }
    }

    private boolean isBeforeTable(int i) {
        String word = text.word(i);
        boolean distinct = word.equals("from") && text.isWord(i - 1, "distinct") && !text.isWord(i - 2, "select");
        // The UPDATE of FOR UPDATE and of DO UPDATE SET.
        boolean other =
                word.equals("update") && i > 0 && Set.of("for", "do", "key").contains(text.word(i - 1));
        return BEFORE_TABLE.contains(word) && text.isKeyword(i, word) && !distinct && !other;
    }

    private void verifyTable(int index, Set<String> known) {
        int name = text.isWord(index, "only") || text.isWord(index, "lateral") ? index + 1 : index;
        while (text.isPunctuation(name + 1, ".")) {
            name += 2;
        }
        boolean nestedOrFunction =
                text.isPunctuation(name, "(") || text.isPunctuation(name + 1, "(") && !text.isWord(index - 1, "into");
        if (!nestedOrFunction) {
            require(name < text.size() && known.contains(text.token(name).value()), "a table");
        }
    }
}
