package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Condition.ColumnIsOneOf;
import io.migratingjdbc.internal.sql.Equalities.Place;
import io.migratingjdbc.internal.sql.Scope.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.OldOracleJoinBinaryExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;

/**
 * Lists the conjuncts of one WHERE or ON that have exactly the form of a {@link Condition}; all others are left out.
 * Only tables of the condition's own scope are restricted: below EXISTS or in the select list, a condition says
 * nothing of the rows of the query around it.
 */
final class ConditionReader {
    private final Findings findings;
    private final Scope scope;
    private final Restricted restricted;

    /** The tables whose rows the conditions restrict: for a LEFT JOIN's ON, those of its right side. */
    record Restricted(Predicate<Use> tables) {

        static Restricted all() {
            return new Restricted(use -> true);
        }

        static Restricted to(List<Use> uses) {
            return new Restricted(uses::contains);
        }
    }

    ConditionReader(Findings findings, Scope scope, Restricted restricted) {
        this.findings = findings;
        this.scope = scope;
        this.restricted = restricted;
    }

    /** @param expression may be null */
    void read(Expression expression) {
        Expression plain = expression == null ? null : ValueExpressions.unwrap(expression);
        if (plain instanceof AndExpression and) {
            read(and.getLeftExpression());
            read(and.getRightExpression());
        } else if (plain instanceof EqualsTo equals && isStandard(equals)) {
            rowsEqual(
                    ValueExpressions.fields(equals.getLeftExpression()),
                    ValueExpressions.fields(equals.getRightExpression()));
        } else if (plain instanceof InExpression in && !in.isNot() && !in.isGlobal()) {
            in(in);
        }
    }

    private static boolean isStandard(OldOracleJoinBinaryExpression expression) {
        return expression.getOldOracleJoinSyntax() == 0 && expression.getOraclePriorPosition() == 0;
    }

    private void rowsEqual(List<? extends Expression> left, List<? extends Expression> right) {
        if (left.size() == right.size()) {
            for (int i = 0; i < left.size(); i++) {
                equal(left.get(i), right.get(i));
            }
        }
    }

    private void equal(Expression left, Expression right) {
        Optional<Place> leftPlace = place(left);
        Optional<Place> rightPlace = place(right);
        if (leftPlace.isPresent() && rightPlace.isPresent()) {
            equal(leftPlace.get(), rightPlace.get());
        } else if (leftPlace.isPresent() && !isColumn(right)) {
            oneOf(leftPlace.get(), List.of(ValueExpressions.of(right)));
        } else if (rightPlace.isPresent() && !isColumn(left)) {
            oneOf(rightPlace.get(), List.of(ValueExpressions.of(left)));
        }
    }

    void equal(Place left, Place right) {
        boolean leftRestricted = isRestricted(left.use());
        boolean rightRestricted = isRestricted(right.use());
        if (left.use() == right.use()) {
            return;
        } else if (leftRestricted && rightRestricted) {
            findings.equal(left, right);
        } else if (leftRestricted) {
            findings.equalInside(left, right);
        } else if (rightRestricted) {
            findings.equalInside(right, left);
        }
    }

    private void in(InExpression in) {
        Expression values = in.getRightExpression();
        if (!(values instanceof ParenthesedExpressionList<?> list) || list.isEmpty()) {
            return;
        }
        List<? extends Expression> columns = ValueExpressions.fields(in.getLeftExpression());
        List<List<ValueExpression>> rows = rows(list);
        if (rows.stream().anyMatch(row -> row.size() != columns.size())) {
            return;
        }
        for (int i = 0; i < columns.size(); i++) {
            int field = i;
            place(columns.get(i))
                    .ifPresent(place -> oneOf(
                            place, rows.stream().map(row -> row.get(field)).toList()));
        }
    }

    private List<List<ValueExpression>> rows(List<? extends Expression> list) {
        Optional<List<List<ValueExpression>>> marked =
                list.get(0) instanceof StringValue mark ? findings.lists().rows(mark.getValue()) : Optional.empty();
        if (marked.isPresent()) {
            return marked.get();
        }
        List<List<ValueExpression>> rows = new ArrayList<>();
        for (Expression element : list) {
            rows.add(ValueExpressions.fields(element).stream()
                    .map(ValueExpressions::of)
                    .toList());
        }
        return rows;
    }

    private void oneOf(Place place, List<ValueExpression> values) {
        boolean known = values.stream().allMatch(ConditionReader::isKnown);
        if (known && isRestricted(place.use())) {
            findings.condition(new ColumnIsOneOf(place.use().index(), place.column(), values));
        }
    }

    private static boolean isKnown(ValueExpression value) {
        return value instanceof ValueExpression.Parameter
                || value instanceof ValueExpression.Literal
                || value instanceof ValueExpression.Null;
    }

    private boolean isRestricted(Use use) {
        return use.scope() == scope.number() && restricted.tables().test(use);
    }

    private static boolean isColumn(Expression expression) {
        return ValueExpressions.unwrap(expression) instanceof Column;
    }

    private Optional<Place> place(Expression expression) {
        if (!(ValueExpressions.unwrap(expression) instanceof Column column)) {
            return Optional.empty();
        }
        return scope.tableOf(column).map(use -> new Place(use, Identifiers.name(column.getColumnName())));
    }
}
