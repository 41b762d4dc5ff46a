package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.sql.Condition.ColumnIsOneOf;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.StatementProfile;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Leaves out, of the rows to be gathered, those that the query's own conditions rule out. The query keeps its conditions, so that too many
 * rows do no harm; a condition is only used where it cannot but mean the same here.
 */
final class GatherFilter {
    private static final Set<Integer> NUMBERS = Set.of(Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC);
    private static final Set<Integer> TEXTS = Set.of(Types.VARCHAR, Types.LONGVARCHAR);

    private final Execution execution;
    private final UnaryOperator<String> quote;

    GatherFilter(Execution execution, UnaryOperator<String> quote) {
        this.execution = execution;
        this.quote = quote;
    }

    /** The rows of table {@code t} that any of the uses may need; empty if that may be all. */
    Optional<RewrittenSql> of(TableSchema schema, List<Integer> uses) {
        StringBuilder sql = new StringBuilder();
        List<Argument> arguments = new ArrayList<>();
        for (int use : uses) {
            List<ColumnIsOneOf> conditions = usable(schema, use);
            if (conditions.isEmpty()) {
                return Optional.empty();
            }
            sql.append(sql.isEmpty() ? "(" : " OR (");
            for (int i = 0; i < conditions.size(); i++) {
                sql.append(i == 0 ? "" : " AND ");
                add(conditions.get(i), sql, arguments);
            }
            sql.append(')');
        }
        return Optional.of(new RewrittenSql(sql.toString(), arguments));
    }

    private List<ColumnIsOneOf> usable(TableSchema schema, int use) {
        StatementProfile profile = execution.planned().profile();
        if (profile.pinning() != null) {
            return List.of();
        }
        List<ColumnIsOneOf> usable = new ArrayList<>();
        profile.conditions().forEach(condition -> {
            if (condition instanceof ColumnIsOneOf one && one.table() == use && isUsable(one, schema)) {
                usable.add(one);
            }
        });
        return usable;
    }

    private boolean isUsable(ColumnIsOneOf condition, TableSchema schema) {
        Optional<Integer> type = schema.column(condition.column()).map(TableSchema.Column::jdbcType);
        return type.isPresent()
                && condition.values().stream()
                        .allMatch(value -> execution.of(value).isPresent()
                                && isOf(type.get(), execution.of(value).get()));
    }

    /** Whether the comparison of such a column with such a value needs no cast that the statement may have around it. */
    private static boolean isOf(int type, Object value) {
        return NUMBERS.contains(type) && value instanceof Number
                || TEXTS.contains(type) && value instanceof String
                || type == Types.OTHER && value instanceof UUID;
    }

    private void add(ColumnIsOneOf condition, StringBuilder sql, List<Argument> arguments) {
        sql.append("t.").append(quote.apply(condition.column())).append(" IN (");
        String separator = "";
        for (ValueExpression value : condition.values()) {
            sql.append(separator).append('?');
            separator = ", ";
            arguments.add(
                    value instanceof ValueExpression.Parameter parameter
                            ? new Argument.Original(parameter.index())
                            : new Argument.Supplied(execution.of(value).orElseThrow()));
        }
        sql.append(')');
    }
}
