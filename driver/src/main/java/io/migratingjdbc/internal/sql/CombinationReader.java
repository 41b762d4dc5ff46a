package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Combination.Formula;
import io.migratingjdbc.internal.sql.Combination.Order;
import io.migratingjdbc.internal.sql.Combination.Term;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Takes a query with aggregates apart: the part that each store computes gives the groups and what the aggregates need, the
 * answer is computed from that. Whatever is neither an aggregate nor a group nor independent of the rows is a reason
 * not to do it.
 */
final class CombinationReader {
    /** Words that end a type or an interval, or follow one. */
    private static final Set<String> IN_TYPES = Set.of(
            "precision", "varying", "zone", "local", "year", "month", "day", "hour", "minute", "second", "normalized");

    private final SqlText text;
    private final QueryText query;
    private final PartColumns columns;

    /** An item of the select list without its alias, and the alias if it has one. */
    private record Item(Piece expression, String alias) {}

    private CombinationReader(SqlText text) {
        this.text = text;
        this.query = QueryText.of(text);
        this.columns = new PartColumns(text);
    }

    /** @throws UnreadableSqlException if the query cannot be taken apart for certain */
    static Combination read(SqlText text) {
        return new CombinationReader(text).read();
    }

    private Combination read() {
        require(!query.distinct(), "it has DISTINCT together with aggregates");
        require(!text.tokens().stream().anyMatch(token -> token.isWord("collate")), "it has COLLATE");
        List<Item> items = query.items().stream().map(this::item).toList();
        Set<String> notColumns = new HashSet<>();
        if (!query.groups().isEmpty()) {
            groupBy(items, notColumns);
        }
        Formulas formulas = new Formulas(text, columns);
        List<Formula> answer =
                items.stream().map(item -> formulas.of(item.expression())).toList();
        Formula having = query.having().isEmpty() ? null : formulas.of(query.having());
        List<Order> order = new ArrayList<>();
        for (QueryText.Order by : query.order()) {
            order.add(new Order(
                    orderedBy(by.expression(), items, formulas),
                    text.excerpt(by.direction().from(), by.direction().to())));
        }
        require(columns.size() > 0, "it has HAVING without aggregates");
        RewrittenSql tail =
                new SqlComposer(text).add(new Piece(query.end(), text.size())).compose();
        return new Combination(
                columns.part(query, formulas.distinct()),
                columns.size(),
                columns.numeric(),
                notColumns,
                answer,
                query.groups().isEmpty() ? List.of() : columns.groups(),
                having,
                order,
                tail);
    }

    private Item item(Piece piece) {
        int end = piece.to();
        if (text.isWord(end - 2, "as")
                && piece.from() < end - 2
                && text.token(end - 1).isName()) {
            return new Item(
                    new Piece(piece.from(), end - 2), text.token(end - 1).value());
        }
        boolean alone = end - piece.from() == 1;
        require(!IN_TYPES.contains(text.word(end - 1)), "a column of its select list may have an alias or not");
        boolean name = text.token(end - 1).isName() && !text.isPunctuation(end - 2, ".");
        // "a b" is a column with an alias; a keyword such as END ends an expression.
        boolean alias = name && !alone && !Keywords.isReserved(text.word(end - 1)) && Operands.mayEndAt(text, end - 2);
        return alias
                ? new Item(new Piece(piece.from(), end - 1), text.token(end - 1).value())
                : new Item(piece, null);
    }

    /** Each group is a column of the part: what the select list has of them, and the rest of GROUP BY. */
    private void groupBy(List<Item> items, Set<String> notColumns) {
        require(!text.isWord(query.groups().get(0).from(), "all"), "it has GROUP BY ALL");
        require(!text.isWord(query.groups().get(0).from(), "distinct"), "it has GROUP BY DISTINCT");
        for (Item item : items) {
            if (!Aggregates.in(text, item.expression())) {
                addGroup(item.expression());
            }
        }
        for (Piece group : query.groups()) {
            requirePlain(group);
            Optional<Item> aliased = aliased(group, items);
            if (isOrdinal(group) || columns.groupOf(group).isPresent()) {
                continue;
            } else if (aliased.isPresent()) {
                notColumns.add(aliased.get().alias());
            } else {
                addGroup(group);
            }
        }
    }

    private void addGroup(Piece expression) {
        RowByRow.check(text, expression.from(), expression.to(), "groups");
        RowByRow.requireSameInBothStores(text, expression);
        require(!isStar(expression), "it has * together with aggregates or groups");
        columns.addGroup(expression);
    }

    private boolean isStar(Piece expression) {
        Token last = text.token(expression.to() - 1);
        return last.value().equals("*") && !last.isName() && !last.isString();
    }

    private void requirePlain(Piece group) {
        for (String word : List.of("rollup", "cube", "sets")) {
            for (int i = group.from(); i < group.to(); i++) {
                require(!text.isWord(i, word), "it groups by " + word.toUpperCase(Locale.ROOT));
            }
        }
        require(
                !(text.isPunctuation(group.from(), "(") && text.closing(group.from()) == group.to() - 1),
                "it groups by a row");
    }

    private boolean isOrdinal(Piece piece) {
        return piece.to() - piece.from() == 1 && text.token(piece.from()).kind() == Token.Kind.NUMBER;
    }

    /** The item whose alias the piece is. */
    private Optional<Item> aliased(Piece piece, List<Item> items) {
        if (piece.to() - piece.from() != 1 || !text.token(piece.from()).isName()) {
            return Optional.empty();
        }
        String name = text.token(piece.from()).value();
        return items.stream().filter(item -> name.equals(item.alias())).findFirst();
    }

    private Piece withoutParentheses(Piece piece) {
        return text.isPunctuation(piece.from(), "(") && text.closing(piece.from()) == piece.to() - 1
                ? withoutParentheses(new Piece(piece.from() + 1, piece.to() - 1))
                : piece;
    }

    /** A bare name is first a label of the answer, also in parentheses. */
    private Formula orderedBy(Piece written, List<Item> items, Formulas formulas) {
        Piece expression = withoutParentheses(written);
        if (isOrdinal(expression)) {
            return words(text.excerpt(expression.from(), expression.to()));
        }
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            boolean labelled = aliased(expression, List.of(item)).isPresent();
            boolean same = item.alias() == null && columns.isSame(item.expression(), expression);
            if (labelled || same) {
                return words(Integer.toString(i + 1));
            }
        }
        boolean bareName = expression.to() - expression.from() == 1
                && text.token(expression.from()).isName();
        require(
                !bareName || items.stream().noneMatch(this::hasServersLabel),
                "what its ORDER BY orders by cannot be told");
        return formulas.of(expression);
    }

    /** An expression without an alias gets a label that the server chooses. */
    private boolean hasServersLabel(Item item) {
        return item.alias() == null
                && item.expression().to() - item.expression().from() > 1;
    }

    private static Formula words(String words) {
        return new Formula(List.of(new Term.Words(new RewrittenSql(words, List.of()))));
    }

    private static void require(boolean expected, String reason) {
        if (!expected) {
            throw new UnreadableSqlException(reason);
        }
    }
}
