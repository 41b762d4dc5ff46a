package io.migratingjdbc.admin.check;

import java.sql.SQLException;
import java.util.List;

/** One thing that must be as it should before a migration may go on. Reads only. */
public interface Check {

    /** What holds if the check finds nothing, in a few words. */
    String name();

    /** What is wrong; empty if all is well. */
    List<Finding> run(Inspection inspection) throws SQLException;
}
