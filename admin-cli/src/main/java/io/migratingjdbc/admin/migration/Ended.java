package io.migratingjdbc.admin.migration;

import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;

/** Which entities count as ended: {@code finished-when} of the plan as conditions. */
public final class Ended {

    private Ended() {}

    /** True or false of a row of the keyed table, which must go by {@link #alias}. NULL is not ended. */
    public static String condition(TablePlan keyed) {
        // In lines of its own, so that a comment at its end ends there.
        return keyed.finishedWhen() == null ? "false" : "((\n" + keyed.finishedWhen() + "\n) IS TRUE)";
    }

    /** The table's own name, which the predicate may use. */
    public static String alias(TablePlan table) {
        return Sql.quote(table.name().name());
    }
}
