package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Advisory locks in two-store phases are taken in both stores: so they exclude hosts that still, or already, work with one of them.
 *
 * <p>Invariant: always in the initial store first. Two sessions that want the same lock meet there, and locks that wait for each other
 * in a circle wait in one server, which finds it out.
 */
final class AdvisoryLocks {
    private static final Pattern OF_SESSION = Pattern.compile("pg_(try_)?advisory_lock", Pattern.CASE_INSENSITIVE);

    private final Transaction transaction;

    AdvisoryLocks(Transaction transaction) {
        this.transaction = transaction;
    }

    /** What the target store answers, unless the initial one refused already. */
    StatementResult run(Execution execution) throws SQLException {
        StoreSession initial = transaction.join(Role.INITIAL);
        StoreSession target = transaction.join(Role.TARGET);
        StoreResult first = peeked(execution.on(initial));
        boolean release =
                execution.planned().profile().functions().iterator().next().contains("unlock");
        if (!release && refused(first)) {
            return first;
        }
        StoreResult second;
        try {
            second = peeked(execution.on(target));
        } catch (SQLException | RuntimeException e) {
            giveBack(execution, initial);
            throw e;
        }
        if (release) {
            return refused(second) ? first : second; // held in one store since before the phase changed
        }
        if (refused(second)) {
            giveBack(execution, initial);
        }
        return second;
    }

    private static StoreResult peeked(StoreResult result) throws SQLException {
        ResultSet rows = result.rows();
        return rows == null ? result : StoreResult.ofRows(result.statement(), PeekedResultSet.of(rows));
    }

    private static boolean refused(StoreResult result) throws SQLException {
        return result.rows() instanceof PeekedResultSet rows && "f".equals(rows.firstValue());
    }

    /** A lock of the session; one of the transaction stays to its end, which excludes more than it must, but never less. */
    private static void giveBack(Execution execution, StoreSession initial) throws SQLException {
        String sql = execution.planned().profile().sql();
        Matcher tried = OF_SESSION.matcher(sql);
        if (tried.find()) {
            List<Argument> arguments = IntStream.rangeClosed(
                            1, execution.planned().profile().parameters())
                    .<Argument>mapToObj(Argument.Original::new)
                    .toList();
            execution.on(initial, new RewrittenSql(tried.replaceAll("pg_advisory_unlock"), arguments));
        }
    }
}
