package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Combination.Formula;
import io.migratingjdbc.internal.sql.Combination.Term;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes the query by which one store computes the answer from both stores' parts. */
final class CombinedSql {
    private final List<String> types;
    private final StringBuilder sql = new StringBuilder();
    private final List<Argument> arguments = new ArrayList<>();

    /** @param types of the part's columns; empty where no formula needs them */
    private CombinedSql(List<String> types) {
        this.types = types;
    }

    /**
     * The answer to a query with aggregates.
     *
     * @param source a query that gives both parts' rows
     * @param types of the part's columns
     * @param labels of the answer's columns, quoted
     */
    static RewrittenSql of(Combination combination, RewrittenSql source, List<String> types, List<String> labels) {
        CombinedSql answer = new CombinedSql(types);
        answer.sql.append("SELECT ");
        for (int i = 0; i < labels.size(); i++) {
            answer.sql.append(i == 0 ? "" : ", ");
            answer.add(combination.items().get(i));
            answer.sql.append(" AS ").append(labels.get(i));
        }
        answer.from(source, types.size());
        if (!combination.groups().isEmpty()) {
            answer.sql
                    .append(" GROUP BY ")
                    .append(combination.groups().stream()
                            .map(CombinedSql::column)
                            .collect(Collectors.joining(", ")));
        }
        if (combination.having() != null) {
            answer.sql.append(" HAVING ");
            answer.add(combination.having());
        }
        for (int i = 0; i < combination.order().size(); i++) {
            answer.sql.append(i == 0 ? " ORDER BY " : ", ");
            answer.add(combination.order().get(i).by());
            answer.sql.append(' ').append(combination.order().get(i).direction());
        }
        answer.add(combination.tail());
        return answer.written();
    }

    /**
     * The rows of both parts in the order that a store gives them.
     *
     * @param tail ORDER BY, LIMIT and OFFSET
     */
    static RewrittenSql ofRows(
            boolean distinct, RewrittenSql source, int columns, List<String> labels, RewrittenSql tail) {
        CombinedSql answer = new CombinedSql(List.of());
        answer.sql.append(distinct ? "SELECT DISTINCT " : "SELECT ");
        for (int i = 0; i < labels.size(); i++) {
            answer.sql
                    .append(i == 0 ? "" : ", ")
                    .append(column(i + 1))
                    .append(" AS ")
                    .append(labels.get(i));
        }
        answer.from(source, columns);
        answer.add(tail);
        return answer.written();
    }

    /** How the answer names a part's column; its qualifier keeps it apart from the answer's labels. */
    static String column(int number) {
        return "m.m" + number;
    }

    private void from(RewrittenSql source, int count) {
        String columns = IntStream.rangeClosed(1, count)
                .mapToObj(number -> "m" + number)
                .collect(Collectors.joining(", ", " AS m (", ")"));
        sql.append(" FROM (");
        add(source);
        sql.append(")").append(columns);
    }

    private void add(RewrittenSql piece) {
        sql.append(' ').append(piece.sql());
        arguments.addAll(piece.arguments());
    }

    private void add(Formula formula) {
        for (Term term : formula.terms()) {
            if (term instanceof Term.Words words) {
                add(words.sql());
            } else if (term instanceof Term.Column column) {
                sql.append(' ').append(column(column.number()));
            } else if (term instanceof Term.TypeOf type) {
                sql.append(' ').append(types.get(type.number() - 1));
            }
        }
    }

    private RewrittenSql written() {
        return new RewrittenSql(sql.toString(), arguments);
    }
}
