package io.migratingjdbc.admin.schema;

import io.migratingjdbc.internal.model.TableName;
import java.util.Locale;

/**
 * An index or a foreign key that is to be made.
 *
 * @param qualified the table's quoted and qualified name
 * @param definition the object's without its name
 * @param ddl what makes it
 */
record DeferredObject(ObjectKind kind, TableName table, String name, String qualified, String definition, String ddl) {

    String text() {
        return kind.toString().toLowerCase(Locale.ROOT) + " " + name + " of table " + table;
    }
}
