package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.sql.Equalities.Place;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.AnyComparisonExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.TrimFunction;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;

/** Finds the queries and parameters inside the expressions of one scope. */
final class ExpressionReader extends ExpressionVisitorAdapter<Void> {
    private final QueryReader queries;
    private final Findings findings;
    private final Scope scope;

    ExpressionReader(QueryReader queries, Findings findings, Scope scope) {
        this.queries = queries;
        this.findings = findings;
        this.scope = scope;
    }

    /** @param expression may be null, as absent clauses are in the parser's tree */
    void read(Expression expression) {
        if (expression != null) {
            expression.accept(this, null);
        }
    }

    /** @param expressions may be null */
    void readAll(Collection<? extends Expression> expressions) {
        if (expressions != null) {
            expressions.forEach(this::read);
        }
    }

    /** @param items may be null */
    void readItems(List<SelectItem<?>> items) {
        if (items != null) {
            items.forEach(item -> read(item.getExpression()));
        }
    }

    /** @param elements may be null */
    void readOrder(List<OrderByElement> elements) {
        if (elements != null) {
            elements.forEach(element -> read(element.getExpression()));
        }
    }

    @Override
    public <S> Void visit(JdbcParameter parameter, S context) {
        findings.parameter(parameter.getIndex());
        return null;
    }

    /** {@code a IN (SELECT b ...)} says for the rows of the query what {@code EXISTS (SELECT ... WHERE a = b)} says. */
    @Override
    public <S> Void visit(InExpression in, S context) {
        read(in.getLeftExpression());
        if (!(in.getRightExpression() instanceof Select select)) {
            read(in.getRightExpression());
            return null;
        }
        List<Optional<Place>> columns = queries.readColumns(select, scope, scope.commonTables());
        List<? extends Expression> left = ValueExpressions.fields(in.getLeftExpression());
        if (findings.isRestricting(in) && !in.isNot() && columns.size() == left.size()) {
            for (int i = 0; i < columns.size(); i++) {
                Optional<Place> outer = ValueExpressions.unwrap(left.get(i)) instanceof Column column
                        ? scope.tableOf(column).map(use -> new Place(use, Identifiers.name(column.getColumnName())))
                        : Optional.empty();
                columns.get(i).ifPresent(inner -> outer.ifPresent(place -> findings.equalInside(inner, place)));
            }
        }
        return null;
    }

    /** The adapter leaves out the query of {@code = ANY (SELECT ...)}. */
    @Override
    public <S> Void visit(AnyComparisonExpression any, S context) {
        read(any.getSelect());
        return null;
    }

    /** The adapter fails on a TRIM without characters. */
    @Override
    public <S> Void visit(TrimFunction trim, S context) {
        read(trim.getExpression());
        read(trim.getFromExpression());
        return null;
    }

    @Override
    public <S> Void visit(ParenthesedSelect select, S context) {
        queries.read(select, scope, scope.commonTables());
        return null;
    }

    @Override
    public <S> Void visit(Select select, S context) {
        queries.read(select, scope, scope.commonTables());
        return null;
    }
}
