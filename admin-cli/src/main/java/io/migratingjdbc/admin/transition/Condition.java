package io.migratingjdbc.admin.transition;

import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.internal.model.MigrationView;
import java.sql.SQLException;

/** One row of what protocol section 2 demands before a transition. */
interface Condition {

    /** Only looks. */
    Precondition evaluate(Migration migration, MigrationView view) throws SQLException;

    /** Does what this process can do so that the condition comes to hold; nothing for one that others bring about. */
    default void help(Migration migration, MigrationView view, Text live) throws SQLException {}
}
