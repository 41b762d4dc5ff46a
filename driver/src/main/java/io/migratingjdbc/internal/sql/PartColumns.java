package io.migratingjdbc.internal.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The columns of the part of a query that each store computes; numbered from 1. */
final class PartColumns {
    private final SqlText text;
    private final List<RewrittenSql> columns = new ArrayList<>();
    /** The groups, by their columns' numbers in order; equal expressions are one group. */
    private final List<Piece> groupPieces = new ArrayList<>();

    private final List<Integer> groups = new ArrayList<>();
    private final Set<Integer> numeric = new HashSet<>();

    PartColumns(SqlText text) {
        this.text = text;
    }

    int addGroup(Piece expression) {
        Optional<Integer> known = groupOf(expression);
        if (known.isPresent()) {
            return known.get();
        }
        int number = add(new SqlComposer(text).add(expression).compose());
        groupPieces.add(expression);
        groups.add(number);
        return number;
    }

    /** The column of a group that is written like that. */
    Optional<Integer> groupOf(Piece expression) {
        return IntStream.range(0, groupPieces.size())
                .filter(i -> isSame(groupPieces.get(i), expression))
                .mapToObj(groups::get)
                .findFirst();
    }

    /** The longest group that is an operand of the expression at the index. */
    Optional<Piece> groupAt(int index, Piece expression) {
        return groupPieces.stream()
                .map(group -> new Piece(index, index + group.to() - group.from()))
                .filter(piece -> piece.to() <= expression.to() && groupOf(piece).isPresent())
                .filter(piece -> Operands.is(text, piece, expression))
                .max((left, right) -> Integer.compare(left.to(), right.to()));
    }

    /** Parameters are never the same: each has a value of its own. */
    boolean isSame(Piece left, Piece right) {
        if (left.to() - left.from() != right.to() - right.from()) {
            return false;
        }
        for (int i = 0; i < left.to() - left.from(); i++) {
            Token a = text.token(left.from() + i);
            Token b = text.token(right.from() + i);
            boolean name = a.isName() && b.isName();
            if (!(name || a.kind() == b.kind())
                    || !a.value().equals(b.value())
                    || a.kind() == Token.Kind.PARAMETER && left.from() != right.from()) {
                return false;
            }
        }
        return true;
    }

    int add(RewrittenSql expression) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).equals(expression)) {
                return i + 1;
            }
        }
        columns.add(expression);
        return columns.size();
    }

    void mustBeNumeric(int column) {
        numeric.add(column);
    }

    Set<Integer> numeric() {
        return numeric;
    }

    List<Integer> groups() {
        return groups;
    }

    int size() {
        return columns.size();
    }

    /** Groups by the text of GROUP BY, whose names mean here what they mean there, and by what DISTINCT aggregates need. */
    RewrittenSql part(QueryText query, List<Integer> distinct) {
        SqlComposer part = new SqlComposer(text).add("SELECT ");
        for (int i = 0; i < columns.size(); i++) {
            part.add(i == 0 ? "" : ", ").add(columns.get(i)).add(" AS m" + (i + 1));
        }
        part.add(" ").add(query.sources());
        String separator = " GROUP BY ";
        for (int group : IntStream.concat(
                        groups.stream().mapToInt(i -> i), distinct.stream().mapToInt(i -> i))
                .distinct()
                .toArray()) {
            part.add(separator).add(Integer.toString(group));
            separator = ", ";
        }
        return part.compose();
    }
}
