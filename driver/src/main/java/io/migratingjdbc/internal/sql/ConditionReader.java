package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Condition.ColumnIsOneOf;
import io.migratingjdbc.internal.sql.Equalities.Place;
import io.migratingjdbc.internal.sql.Scope.Use;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.OldOracleJoinBinaryExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.Select;

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
        if (expression == null) {
            return;
        }
        for (Expression term : terms(expression, AndExpression.class)) {
            if (term instanceof OrExpression) {
                either(term).forEach(this::oneOf);
            } else if (term instanceof EqualsTo equals && isStandard(equals)) {
                equal(equals);
            } else if (term instanceof InExpression in) {
                in(in);
            }
        }
    }

    /** The operands of a chain of ANDs or ORs, in their order; chains may be long, so that this must not recurse. */
    private static List<Expression> terms(Expression expression, Class<? extends BinaryExpression> chain) {
        Deque<Expression> terms = new ArrayDeque<>();
        Deque<Expression> open = new ArrayDeque<>(List.of(expression));
        while (!open.isEmpty()) {
            Expression next = ValueExpressions.unwrap(open.pop());
            if (chain.isInstance(next)) {
                open.push(((BinaryExpression) next).getLeftExpression());
                open.push(((BinaryExpression) next).getRightExpression());
            } else {
                terms.addFirst(next);
            }
        }
        return List.copyOf(terms);
    }

    /** The columns that have one of some values whichever operand of the OR is true. */
    private Map<Place, List<ValueExpression>> either(Expression or) {
        Map<Place, List<ValueExpression>> common = null;
        for (Expression operand : terms(or, OrExpression.class)) {
            Map<Place, List<ValueExpression>> certain = new LinkedHashMap<>();
            for (Expression term : terms(operand, AndExpression.class)) {
                certain.putAll(valuesIn(term));
            }
            if (common == null) {
                common = certain;
            } else {
                common.keySet().retainAll(certain.keySet());
                common.forEach((place, values) -> values.addAll(certain.get(place)));
            }
        }
        return common;
    }

    private Map<Place, List<ValueExpression>> valuesIn(Expression term) {
        Map<Place, List<ValueExpression>> values = new LinkedHashMap<>();
        if (term instanceof EqualsTo equals && isStandard(equals)) {
            List<? extends Expression> left = ValueExpressions.fields(equals.getLeftExpression());
            List<? extends Expression> right = ValueExpressions.fields(equals.getRightExpression());
            for (int i = 0; i < left.size() && left.size() == right.size(); i++) {
                add(values, left.get(i), right.get(i));
                add(values, right.get(i), left.get(i));
            }
        } else if (term instanceof InExpression in) {
            if (in.getRightExpression() instanceof Select) {
                findings.holdsOnlyIf(in);
            } else {
                values.putAll(listed(in));
            }
        } else if (term instanceof OrExpression) {
            values.putAll(either(term));
        }
        return values;
    }

    private void add(Map<Place, List<ValueExpression>> values, Expression column, Expression value) {
        List<ValueExpression> given = isColumn(value) ? List.of() : ValueExpressions.among(value);
        if (!given.isEmpty() && given.stream().allMatch(ConditionReader::isKnown)) {
            place(column).ifPresent(place -> values.put(place, new ArrayList<>(given)));
        }
    }

    private static boolean isStandard(OldOracleJoinBinaryExpression expression) {
        return expression.getOldOracleJoinSyntax() == 0 && expression.getOraclePriorPosition() == 0;
    }

    private void equal(EqualsTo equals) {
        List<? extends Expression> left = ValueExpressions.fields(equals.getLeftExpression());
        List<? extends Expression> right = ValueExpressions.fields(equals.getRightExpression());
        for (int i = 0; i < left.size() && left.size() == right.size(); i++) {
            Optional<Place> leftPlace = place(left.get(i));
            Optional<Place> rightPlace = place(right.get(i));
            if (leftPlace.isPresent() && rightPlace.isPresent()) {
                equal(leftPlace.get(), rightPlace.get());
            }
        }
        valuesIn(equals).forEach(this::oneOf);
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
        if (in.getRightExpression() instanceof Select) {
            findings.holdsOnlyIf(in);
        } else {
            listed(in).forEach(this::oneOf);
        }
    }

    private Map<Place, List<ValueExpression>> listed(InExpression in) {
        Expression values = in.getRightExpression();
        if (in.isNot() || in.isGlobal() || !(values instanceof ParenthesedExpressionList<?> list) || list.isEmpty()) {
            return Map.of();
        }
        List<? extends Expression> columns = ValueExpressions.fields(in.getLeftExpression());
        List<List<ValueExpression>> rows = rows(list);
        if (rows.stream().anyMatch(row -> row.size() != columns.size())) {
            return Map.of();
        }
        Map<Place, List<ValueExpression>> listed = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            int field = i;
            List<ValueExpression> column = new ArrayList<>();
            rows.forEach(row -> column.add(row.get(field)));
            if (column.stream().allMatch(ConditionReader::isKnown)) {
                place(columns.get(i)).ifPresent(place -> listed.put(place, column));
            }
        }
        return listed;
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
        if (isRestricted(place.use())) {
            findings.condition(new ColumnIsOneOf(place.use().index(), place.column(), values));
        }
    }

    private static boolean isKnown(ValueExpression value) {
        return value instanceof ValueExpression.Parameter
                || value instanceof ValueExpression.Literal
                || value instanceof ValueExpression.Elements
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
