package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.sql.RewrittenSql;
import java.sql.SQLException;

/** The application's execution with another text, which asks for no more than its own. */
record ChangedText(Execution original, RewrittenSql text) implements ForwardingExecution {

    @Override
    public StoreResult on(StoreSession session) throws SQLException {
        return original.on(session, text);
    }
}
