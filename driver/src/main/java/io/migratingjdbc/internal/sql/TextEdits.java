package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Replaces pieces of a text. The arguments of parameters that go away go with them; those that come are put in their
 * place.
 */
final class TextEdits {
    private final SqlText text;
    private final List<Argument> arguments;
    private final List<Edit> edits = new ArrayList<>();

    /** Replaces tokens from one to before another (none, if they are equal: inserts before that place). */
    private record Edit(int from, int to, int start, int end, String replacement, List<Argument> arguments) {}

    /** @param arguments one for each parameter of the text */
    TextEdits(SqlText text, List<Argument> arguments) {
        this.text = text;
        this.arguments = arguments;
        if (arguments.size() != text.parameters()) {
            throw new IllegalArgumentException(
                    arguments.size() + " arguments for " + text.parameters() + " parameters");
        }
    }

    static List<Argument> originals(SqlText text) {
        return IntStream.rangeClosed(1, text.parameters())
                .mapToObj(index -> (Argument) new Argument.Original(index))
                .toList();
    }

    void replace(int from, int to, String replacement, List<Argument> supplied) {
        edits.add(
                new Edit(from, to, text.token(from).start(), text.token(to - 1).end(), replacement, supplied));
    }

    /** @param index the token behind which the text comes; a comment may follow */
    void insertAfter(int index, String inserted, List<Argument> supplied) {
        int position = text.token(index).end();
        edits.add(new Edit(index + 1, index + 1, position, position, inserted, supplied));
    }

    RewrittenSql apply() {
        return apply(text.sql().length());
    }

    /** Without the semicolons and comments at the end, so that something may follow. */
    RewrittenSql applyWithoutEnd() {
        return apply(text.token(text.size() - 1).end());
    }

    private RewrittenSql apply(int end) {
        StringBuilder sql = new StringBuilder();
        List<Argument> remaining = new ArrayList<>();
        int position = 0;
        int token = 0;
        int parameter = 0;
        edits.sort(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::to));
        for (Edit edit : edits) {
            int before = parameters(token, edit.from());
            remaining.addAll(arguments.subList(parameter, parameter + before));
            remaining.addAll(edit.arguments());
            parameter += before + parameters(edit.from(), edit.to());
            sql.append(text.sql(), position, edit.start()).append(edit.replacement());
            token = edit.to();
            position = edit.end();
        }
        remaining.addAll(arguments.subList(parameter, arguments.size()));
        return new RewrittenSql(sql.append(text.sql(), position, end).toString(), remaining);
    }

    private int parameters(int from, int to) {
        return (int) text.tokens().subList(from, to).stream()
                .filter(token -> token.kind() == Kind.PARAMETER)
                .count();
    }
}
