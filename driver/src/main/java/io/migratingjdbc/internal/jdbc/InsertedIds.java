package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.InsertKeys;
import io.migratingjdbc.internal.model.ErrorCode;
import io.migratingjdbc.internal.model.IdStrategy;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.route.InsertRules;
import io.migratingjdbc.internal.sql.InsertShape;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The instance ids of an INSERT's rows: minted where they bring none, refused where they lead elsewhere (protocol section 6). */
final class InsertedIds {
    private final MigrationContext context;
    private final Transaction transaction;

    InsertedIds(MigrationContext context, Transaction transaction) {
        this.context = context;
        this.transaction = transaction;
    }

    /**
     * The statement with minted ids where its rows bring none (protocol section 6).
     *
     * @return null if the statement stays as it is
     */
    RewrittenSql withIds(Execution execution, Insert insert) throws SQLException {
        TablePlan table = insert.table();
        InsertShape shape = execution.planned().profile().insert();
        if (table.tableClass() != TableClass.KEYED || table.ids() == IdStrategy.LOOKUP || shape.fromQuery()) {
            return null;
        }
        List<Object> minted = new ArrayList<>();
        InsertRules rules = insert.rules(execution);
        boolean any = false;
        for (List<ValueExpression> row : shape.rows()) {
            ValueExpression id = InsertKeys.value(shape, row, table.instanceId(), insert.allColumns());
            boolean brings = rules.bringsId(execution, id);
            Optional<Object> given = brings ? execution.of(id) : Optional.empty();
            if (given.isPresent()) {
                refuseForeignId(insert, given.get().toString());
            }
            minted.add(
                    brings || table.ids() == IdStrategy.RANGE
                            ? null
                            : context.ids().mint(insert.view().store(insert.store())));
            any |= !brings;
        }
        return any && table.ids() == IdStrategy.PREFIX
                ? context.rewriter()
                        .withColumnValues(
                                execution.planned().profile(), table.instanceId(), minted, insert.allColumns())
                : null;
    }

    /** An id must lead to the store in which the entity is created, or nobody would find it there. */
    void refuseForeignId(Insert insert, String id) throws SQLException {
        if (!insert.view().phase().twoStore() && insert.view().phase() != Phase.STABLE) {
            return; // COMPLETED: every id leads to the target
        }
        if (insert.checkOther() && !context.locator().isReadable(insert.table(), id)) {
            transaction.abort();
            throw ErrorCode.REFUSED.exception("Instance id " + id + " of table "
                    + insert.table().name() + " is not written as a whole number, so that nobody can tell to which"
                    + " store it leads; give it in plain digits");
        }
        Role named = context.locator().storeOfId(insert.view(), insert.table(), id);
        if (named == insert.store()) {
            return;
        }
        transaction.abort();
        String message = "Instance id " + id + " leads to store " + context.storeId(named)
                + ", but entities are now created in store " + context.storeId(insert.store());
        throw context.locator().namesStore(insert.view(), insert.table(), id)
                ? ErrorCode.FENCE_LOST.exception(message + "; make a new id and try the transaction again")
                : ErrorCode.REFUSED.exception(message + "; leave column "
                        + insert.table().instanceId() + " out, so that the driver gives the id, or use migrating_id()");
    }
}
