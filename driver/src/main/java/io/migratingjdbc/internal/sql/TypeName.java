package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A type as it is written behind {@code ::} or in CAST.
 *
 * @param name its words, for instance {@code timestamp with time zone}; qualified names as parts
 * @param open the token that opens its modifiers, or -1; they end at {@code close}
 * @param dimensions how many array brackets follow
 * @param end behind its last token
 */
record TypeName(List<String> name, boolean qualified, int open, int close, int dimensions, int end) {
    private static final Set<String> VARYING = Set.of("character", "char", "nchar", "bit");
    private static final Set<String> FIELDS = Set.of("year", "month", "day", "hour", "minute", "second");

    static TypeName read(SqlText text, int from) {
        return new Reader(text, from).read();
    }

    /** Behind the fields of an interval, as in {@code interval '1-2' year to month}. */
    static int afterFields(SqlText text, int from) {
        int next = from;
        if (FIELDS.contains(text.word(next))) {
            next++;
            if (text.isWord(next, "to") && FIELDS.contains(text.word(next + 1))) {
                next += 2;
            }
            if (text.isPunctuation(next, "(")) {
                next = text.closing(next) + 1;
            }
        }
        return next;
    }

    private static final class Reader {
        private final SqlText text;
        private final List<String> name = new ArrayList<>();
        private int next;
        private int open = -1;
        private int close = -1;

        Reader(SqlText text, int from) {
            this.text = text;
            this.next = from;
        }

        TypeName read() {
            if (next >= text.size() || !text.token(next).isName()) {
                throw new UnreadableSqlException("a type is expected");
            }
            boolean plain = text.token(next).kind() == Kind.WORD && !text.isPunctuation(next + 1, ".");
            String first = text.word(next);
            add();
            boolean qualified = false;
            while (text.isPunctuation(next, ".") && next + 1 < text.size()) {
                qualified = true;
                next++;
                add();
            }
            if (plain) {
                builtIn(first);
            } else {
                modifiers();
            }
            return new TypeName(List.copyOf(name), qualified, open, close, dimensions(), next);
        }

        private void builtIn(String first) {
            if (first.equals("double") && text.isWord(next, "precision")) {
                add();
            } else if (first.equals("national") && VARYING.contains(text.word(next))) {
                add();
            }
            if (VARYING.contains(name.get(name.size() - 1)) && text.isWord(next, "varying")) {
                add();
            }
            if (first.equals("interval")) {
                next = afterFields(text, next);
            }
            modifiers();
            boolean zoned = text.isWord(next, "with") || text.isWord(next, "without");
            if ((first.equals("time") || first.equals("timestamp")) && zoned && text.isWord(next + 1, "time")) {
                add();
                add();
                add();
            }
        }

        private void add() {
            name.add(text.token(next).value());
            next++;
        }

        private void modifiers() {
            if (text.isPunctuation(next, "(")) {
                open = next;
                close = text.closing(next);
                next = close + 1;
            }
        }

        private int dimensions() {
            int dimensions = 0;
            if (text.isWord(next, "array")) {
                dimensions++;
                next++;
            }
            while (text.isPunctuation(next, "[")) {
                dimensions += dimensions == 0 || !text.isWord(next - 1, "array") ? 1 : 0;
                next = text.closing(next) + 1;
            }
            return dimensions;
        }
    }
}
