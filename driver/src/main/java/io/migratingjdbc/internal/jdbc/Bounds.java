package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.merge.Window;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.sql.QueryShape.Rows;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.math.BigDecimal;
import java.sql.SQLException;

/** The values of LIMIT and OFFSET in one execution. */
final class Bounds {
    private Bounds() {}

    /** The application's own bound on a statement's rows holds for the whole answer, as a LIMIT does. */
    static Window window(Rows query, Execution execution) throws SQLException {
        Long limit = bound(query.limit(), execution);
        Long offset = bound(query.offset(), execution);
        long most = execution.statement().getMaxRows();
        return Window.of(most > 0 && (limit == null || limit > most) ? Long.valueOf(most) : limit, offset);
    }

    /** Whether each store's own statement would stop before the rows that OFFSET skips are over. */
    static boolean stopTooEarly(Rows query, Execution execution) throws SQLException {
        return query.offset() != null && execution.statement().getMaxRows() > 0;
    }

    private static Long bound(ValueExpression expression, Execution execution) throws SQLException {
        if (expression == null || execution.isNull(expression)) {
            return null; // LIMIT NULL is no limit
        }
        Object value = execution
                .of(expression)
                .orElseThrow(
                        () -> ErrorCode.REFUSED.exception("LIMIT and OFFSET must be given values, not expressions"));
        try {
            return new BigDecimal(value.toString().trim()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw ErrorCode.REFUSED.exception("LIMIT and OFFSET must be whole numbers, not " + value);
        }
    }
}
