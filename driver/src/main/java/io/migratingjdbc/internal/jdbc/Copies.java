package io.migratingjdbc.internal.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.ControlSchema;
import io.migratingjdbc.internal.replicate.EvacuatedRows;
import io.migratingjdbc.internal.sql.SqlRewriter;
import io.migratingjdbc.internal.sql.SqlRewriter.Restricted;
import io.migratingjdbc.internal.sql.SqlRewriter.RowCondition;
import io.migratingjdbc.internal.sql.StatementProfile;
import io.migratingjdbc.internal.sql.TableUse;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Leaves the copies of ended entities out of what is read and written in the store to which they were evacuated: until the migration is
 * over they are shown by the store that they were copied from.
 *
 * <p>Invariant: in a two-store phase no statement meets a copy. Those that are sent to one store because of the instance ids that they
 * name cannot, as a copy's id leads to the other store; all others get a condition here, or are refused.
 */
final class Copies {
    private static final long MOST_CHARACTERS = 4_000_000;

    private final Plan plan;
    private final ControlSchema control;
    private final SqlRewriter rewriter;
    private final Function<String, StatementProfile> analyzer;
    private final Cache<Key, Restricted> texts = Caffeine.newBuilder()
            .maximumWeight(MOST_CHARACTERS)
            .weigher((Key key, Restricted text) -> 2 * key.sql().length())
            .executor(Runnable::run)
            .build();

    /** @param since the epoch since which the store may have copies */
    private record Key(String sql, long since) {}

    Copies(Plan plan, String schema, SqlRewriter rewriter, Function<String, StatementProfile> analyzer) {
        this.plan = plan;
        this.control = new ControlSchema(schema, plan.name());
        this.rewriter = rewriter;
        this.analyzer = analyzer;
    }

    /** Whether statements to the store need a condition. */
    static boolean in(MigrationView view, Role role) {
        return view.phase().twoStore() && view.copiesSince().get(role) > 0;
    }

    /**
     * The text as it is sent to a store.
     *
     * @throws SQLException 0A000 if copies cannot be left out of it
     */
    String without(MigrationView view, Role role, String sql) throws SQLException {
        if (!in(view, role)) {
            return sql;
        }
        Restricted restricted = texts.get(
                new Key(sql, view.copiesSince().get(role)), key -> restricted(analyzer.apply(key.sql()), key.since()));
        if (restricted.obstacle() != null) {
            throw ErrorCode.REFUSED.exception("Copies of ended entities cannot be left out of this statement while its"
                    + " migration is not completed: " + restricted.obstacle() + ". Statement: " + sql);
        }
        return restricted.sql();
    }

    private Restricted restricted(StatementProfile statement, long since) {
        return switch (statement.kind()) {
            case SELECT, INSERT, UPDATE, DELETE -> {
                Map<Integer, RowCondition> conditions = new HashMap<>();
                for (TableUse use : statement.tables()) {
                    plan.table(use.table())
                            .filter(TablePlan::entityRows)
                            .flatMap(table -> condition(table, since))
                            .ifPresent(condition -> conditions.put(use.index(), condition));
                }
                yield conditions.isEmpty()
                        ? new Restricted(statement.sql(), null)
                        : rewriter.restricted(statement, conditions);
            }
            case TRANSACTION, SESSION -> new Restricted(statement.sql(), null);
            case OTHER_WRITE, DDL, CALL, UNKNOWN ->
                new Restricted(null, "it is no query, INSERT, UPDATE or DELETE that can be analysed");
        };
    }

    /** A condition of a row of the table in the store; empty where it needs none. */
    String condition(MigrationView view, Role role, TablePlan table, String row) {
        return in(view, role) && table.entityRows()
                ? condition(table, view.copiesSince().get(role))
                        .map(condition -> condition.of(row))
                        .orElse("")
                : "";
    }

    /** Empty for a table whose entities are not evacuated, as nothing says when they have ended. */
    private Optional<RowCondition> condition(TablePlan table, long since) {
        boolean ends = plan.table(table.entity())
                .filter(keyed -> keyed.finishedWhen() != null)
                .isPresent();
        return !ends || table.instanceId() == null
                ? Optional.empty()
                : Optional.of(row -> EvacuatedRows.isNone(control, table, since, row));
    }
}
