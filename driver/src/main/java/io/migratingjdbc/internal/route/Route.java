package io.migratingjdbc.internal.route;

import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.sql.NestedQuery;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.util.List;

/** Where a statement goes. */
public sealed interface Route {

    /**
     * As it is, to one store.
     *
     * @param guarded whether it may create entities or immutable rows, so that its commit needs the fence
     */
    record OneStore(Role store, boolean guarded) implements Route {}

    /** To the store that a look-up found earlier; no row there: ask both. */
    record Remembered(Role store) implements Route {}

    /**
     * To both stores, and the answers merged or added up.
     *
     * @param lookedUp the instance ids whose store the answer tells, to be remembered; empty if none
     */
    record BothStores(List<ValueExpression> lookedUp, TablePlan lookedUpIn) implements Route {

        /** Remembers where a look-up found its entity, if just one of the stores has it. */
        public void found(EntityLocator locator, Values values, Role here, boolean foundHere, boolean foundThere) {
            if (lookedUpIn != null && foundHere != foundThere) {
                Role where = foundHere ? here : here.other();
                for (ValueExpression id : lookedUp) {
                    values.of(id).ifPresent(value -> locator.remember(lookedUpIn, value, where));
                }
            }
        }
    }

    /**
     * A query to one store, in which the other store's rows are added to those of its own.
     *
     * @param near where it runs
     * @param uses the indexes of the table uses that get rows from the other store
     * @param turnable whether it may as well run in the other store, with this one's rows
     */
    record Gather(Role near, List<Integer> uses, boolean turnable) implements Route {}

    /**
     * An UPDATE or DELETE whose query finds rows over both stores: the query first, then the write of what it found.
     *
     * @param query finds rows of the table that is written
     */
    record FindFirst(NestedQuery query) implements Route {}

    /** An INSERT that creates entities (protocol section 4). */
    record Launch(TablePlan table) implements Route {}

    /**
     * An UPDATE that may change a key, on entities of the accepting store.
     *
     * @param there whether its entities are known to be in that store; else it must find none in the other one
     */
    record LaunchByUpdate(TablePlan table, Role store, boolean there) implements Route {}

    /**
     * An UPDATE of one entity that names its key, but may set it to what it is: mappers set every column.
     *
     * @param kept where it goes if no key changes
     * @param changed where it goes if one does; perhaps refused
     */
    record KeyMayStay(TablePlan table, Route kept, Route changed) implements Route {}

    /** An INSERT of immutable rows (protocol section 8). */
    record InsertImmutable(TablePlan table) implements Route {}

    /** An INSERT of children of entities whose store only a look-up tells. */
    record InsertBelow(TablePlan table, List<ValueExpression> ids) implements Route {}

    /**
     * A query of immutable rows alone.
     *
     * @param byKey whether it asks for a row by its key, so that no row found means to ask the other store
     */
    record ReadImmutable(Role first, boolean byKey) implements Route {}

    /** A SELECT of nothing but advisory locks: they are taken in both stores, or in none. */
    record AdvisoryLock() implements Route {}

    /** The values do not fit the view: read the record again, then route anew. */
    record RefreshView() implements Route {}

    /** Cannot be done exactly: SQLState 0A000 with this reason. */
    record Refuse(String reason) implements Route {}
}
