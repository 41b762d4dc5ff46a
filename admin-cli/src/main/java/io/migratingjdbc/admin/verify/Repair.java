package io.migratingjdbc.admin.verify;

import io.migratingjdbc.internal.model.TableName;
import java.sql.SQLException;
import java.util.List;

/** Brings rows to the store that lacks them, as if they had just been written in the other one. */
public interface Repair {
    /** Leaves everything as it is. */
    Repair NONE = (table, missing, extra) -> {};

    /**
     * @param missing primary keys that only the source has, as JSON
     * @param extra those that only the target has
     */
    void bring(TableName table, List<String> missing, List<String> extra) throws SQLException;
}
