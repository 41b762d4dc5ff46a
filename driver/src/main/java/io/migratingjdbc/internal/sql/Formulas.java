package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Aggregates.Call;
import io.migratingjdbc.internal.sql.Combination.Formula;
import io.migratingjdbc.internal.sql.Combination.Term;
import io.migratingjdbc.internal.sql.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns expressions of a grouped query into expressions over the columns of its parts, which it adds as they are needed. */
final class Formulas {
    /** Words of operators and types that are free to be names elsewhere; as a name, none would be left unnoticed by the server. */
    private static final Set<String> OPERATORS = Set.of(
            "between",
            "time",
            "zone",
            "is",
            "isnull",
            "notnull",
            "like",
            "ilike",
            "similar",
            "escape",
            "without",
            "precision",
            "varying",
            "values",
            "symmetric");

    private final SqlText text;
    private final PartColumns columns;
    private final Set<Integer> distinct = new LinkedHashSet<>();

    Formulas(SqlText text, PartColumns columns) {
        this.text = text;
        this.columns = columns;
    }

    /** The columns that DISTINCT aggregates are about, by which the parts have to be grouped as well. */
    List<Integer> distinct() {
        return List.copyOf(distinct);
    }

    /** @throws UnreadableSqlException if it depends on more than groups and aggregates */
    Formula of(Piece expression) {
        List<Term> terms = new ArrayList<>();
        int from = expression.from();
        for (int i = expression.from(); i < expression.to(); i++) {
            Optional<Call> call = Aggregates.at(text, i);
            Optional<Piece> group = columns.groupAt(i, expression);
            if (call.isEmpty() && group.isEmpty()) {
                requireNoColumn(i);
                continue;
            }
            addWords(terms, new Piece(from, i));
            if (group.isPresent()) {
                terms.add(new Term.Column(columns.groupOf(group.get()).orElseThrow()));
            } else {
                terms.addAll(aggregate(call.get()));
            }
            i = group.isPresent() ? group.get().to() - 1 : call.get().whole().to() - 1;
            from = i + 1;
        }
        addWords(terms, new Piece(from, expression.to()));
        return new Formula(terms);
    }

    private void addWords(List<Term> terms, Piece piece) {
        if (!piece.isEmpty()) {
            terms.add(new Term.Words(new SqlComposer(text).add(piece).compose()));
        }
    }

    private void requireNoColumn(int i) {
        Token token = text.token(i);
        boolean query = RowByRow.isQuery(text, i);
        boolean type = text.isPunctuation(i - 1, "::")
                || i > 0 && text.token(i - 1).value().equals("::")
                || text.isWord(i - 1, "as");
        boolean typedLiteral = i + 1 < text.size() && text.token(i + 1).isString();
        boolean call = text.isPunctuation(i + 1, "(")
                && (ScalarFunctions.contains(token.value()) || Keywords.isScalarBeforeParenthesis(token.value()));
        boolean keyword = token.kind() == Kind.WORD
                && (Keywords.isReserved(token.value()) || OPERATORS.contains(token.value()) || isAtTimeZone(i));
        if (query || token.isName() && !type && !typedLiteral && !call && !keyword) {
            throw new UnreadableSqlException("it depends on " + token.value() + ", which is no group");
        }
    }

    private boolean isAtTimeZone(int i) {
        return text.isWord(i, "at") && (text.isWord(i + 1, "time") || text.isWord(i + 1, "local"));
    }

    private List<Term> aggregate(Call call) {
        if (call.distinct()
                && !Set.of("min", "max", "bool_and", "bool_or", "every").contains(call.name())) {
            RowByRow.requireSameInBothStores(text, call.arguments());
            int argument = columns.add(compose(call.arguments()));
            distinct.add(argument);
            return List.of(words(call.name() + "(DISTINCT "), new Term.Column(argument), words(")"));
        }
        return switch (call.name()) {
            case "count" ->
                List.of(
                        words("coalesce(pg_catalog.sum("),
                        new Term.Column(columns.add(compose(call.whole()))),
                        words("), 0)::pg_catalog.int8"));
            case "sum" -> sum(columns.add(compose(call.whole())));
            case "avg" -> average(call);
            default ->
                List.of(
                        words("pg_catalog." + call.name() + "("),
                        new Term.Column(columns.add(compose(call.whole()))),
                        words(")"));
        };
    }

    /** The sum of bigints is numeric, though the sum of ints that is summed up here was a bigint. */
    private static List<Term> sum(int column) {
        return List.of(
                words("CAST(pg_catalog.sum("),
                new Term.Column(column),
                words(") AS"),
                new Term.TypeOf(column),
                words(")"));
    }

    /** Of whole and decimal numbers alone: there the sum is exact, and the division is the one that the server makes. */
    private List<Term> average(Call call) {
        columns.mustBeNumeric(columns.add(compose(call.whole())));
        int sum = columns.add(call("sum", call));
        int count = columns.add(call("count", call));
        return List.of(
                words("(pg_catalog.sum("),
                new Term.Column(sum),
                words(")::pg_catalog.numeric / nullif(pg_catalog.sum("),
                new Term.Column(count),
                words("), 0))"));
    }

    private RewrittenSql call(String name, Call call) {
        SqlComposer composer =
                new SqlComposer(text).add(name + "(").add(call.arguments()).add(")");
        if (call.filter() != null) {
            composer.add(" FILTER ").add(call.filter());
        }
        return composer.compose();
    }

    private RewrittenSql compose(Piece piece) {
        return new SqlComposer(text).add(piece).compose();
    }

    private static Term words(String words) {
        return new Term.Words(new RewrittenSql(words, List.of()));
    }
}
