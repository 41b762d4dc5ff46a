package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.model.TableSchema;
import io.migratingjdbc.internal.model.TableSchema.Column;
import io.migratingjdbc.internal.route.Route;
import io.migratingjdbc.internal.sql.RewrittenSql.Argument;
import io.migratingjdbc.internal.sql.SqlRewriter.SetColumn;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An UPDATE that may change a key is a launch (protocol section 1): the new key is looked for in the other store. */
final class KeyUpdateRunner {
    private final MigrationContext context;
    private final Transaction transaction;

    KeyUpdateRunner(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    StatementResult run(Execution execution, Route.LaunchByUpdate update, MigrationView view) throws SQLException {
        TablePlan table = update.table();
        List<ValueExpression> key = newKey(execution, table);
        if (!update.there()) {
            refuseEntitiesOf(update.store().other(), execution);
        }
        StoreSession session = transaction.join(update.store());
        try {
            StoreResult result = execution.on(session);
            if (result.changed() > 0) {
                transaction.changed(session, result.changed());
                refuseHeld(execution, session, table, key, view);
            }
            return result;
        } catch (SQLException | RuntimeException e) {
            transaction.abort(); // the new key may be in the transaction, and nobody knows whether it may be
            throw e;
        }
    }

    /** In the store that accepts no launches nothing may change. What does is taken back. */
    private void refuseEntitiesOf(Role closed, Execution execution) throws SQLException {
        StoreSession session = transaction.join(closed);
        StoreResult result;
        Savepoint before;
        try {
            before = session.connection().setSavepoint();
            result = execution.on(session);
        } catch (SQLException | RuntimeException e) {
            transaction.abort(); // as one database would
            throw e;
        }
        long changed = result.changed();
        result.close();
        if (changed > 0) {
            session.connection().rollback(before);
            throw StatementRunner.refused(
                    execution,
                    new Route.Refuse("it changes the key of an entity in the store that accepts no launches now"));
        }
        session.connection().releaseSavepoint(before);
    }

    /** After the update, since one that finds no row is no launch. */
    private void refuseHeld(
            Execution execution, StoreSession session, TablePlan table, List<ValueExpression> key, MigrationView view)
            throws SQLException {
        TableSchema schema = context.schemaOf(table.name());
        List<Cell> cells = key.stream().map(execution::cell).toList();
        boolean held;
        try (Connection other = context.side(session.role().other())) {
            held = !context.keyCheck(view, session.role().other(), table, schema, table.key())
                    .hits(other, List.of(cells))
                    .isEmpty();
        }
        if (held) {
            transaction.refuseKeyOfChanged(session.role().other(), session.role());
            List<String> values = key.stream()
                    .map(value -> execution.of(value).map(Object::toString).orElse(null))
                    .toList();
            throw context.dialect()
                    .duplicateKey(
                            session.connection(),
                            schema,
                            schema.uniqueKey(table.key()).orElseThrow(),
                            values);
        }
    }

    /**
     * The same UPDATE, bound to rows that have the new key already.
     *
     * @return empty if it may find several entities, of which some could keep their keys and some not
     */
    Optional<Execution> unlessKeyChanges(Execution execution, TablePlan table) throws SQLException {
        TableSchema schema = context.schemaOf(table.name());
        if (schema.uniqueKey(List.of(table.instanceId())).isEmpty()) {
            return Optional.empty();
        }
        List<SetColumn> columns = new ArrayList<>();
        for (String column : table.key()) {
            ValueExpression value = execution.planned().profile().assignments().get(column);
            Optional<String> type = schema.column(column).map(Column::type);
            if (value != null && type.isPresent()) {
                columns.add(new SetColumn(column, type.get(), argument(value)));
            }
        }
        return Optional.of(new ChangedText(
                execution, context.rewriter().whereUnchanged(execution.planned().profile(), columns)));
    }

    private static Argument argument(ValueExpression value) {
        return value instanceof ValueExpression.Parameter parameter
                ? new Argument.Original(parameter.index())
                : new Argument.Supplied(((ValueExpression.Literal) value).value());
    }

    /**
     * The UPDATE as it is, where the entity may be, if it changes nothing there. What it does change is taken back.
     *
     * @return empty if it would change rows
     */
    Optional<StatementResult> withoutChange(Execution execution, Route.KeyMayStay key) throws SQLException {
        StoreResult last = null;
        List<Role> stores =
                key.kept() instanceof Route.OneStore one ? List.of(one.store()) : List.of(Role.INITIAL, Role.TARGET);
        for (Role role : stores) {
            StoreSession session = transaction.join(role);
            Savepoint before = session.connection().setSavepoint();
            try {
                last = execution.on(session);
            } catch (SQLException | RuntimeException e) {
                transaction.abort(); // the new key may be in the transaction, and nobody has looked for it
                throw e;
            }
            if (last.changed() > 0) {
                session.connection().rollback(before);
                return Optional.empty();
            }
            session.connection().releaseSavepoint(before);
        }
        return Optional.of(last);
    }

    private static List<ValueExpression> newKey(Execution execution, TablePlan table) throws SQLException {
        List<ValueExpression> key = new ArrayList<>();
        for (String column : table.key()) {
            ValueExpression value = execution.planned().profile().assignments().get(column);
            boolean known = value instanceof ValueExpression.Parameter
                    || value instanceof ValueExpression.Literal
                    || value instanceof ValueExpression.Null;
            if (!known) {
                throw ErrorCode.REFUSED.exception("The statement changes the key of table " + table.name()
                        + " to what only the database can compute; set all of " + table.key() + " to given values");
            }
            key.add(value);
        }
        return key;
    }
}
