package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.StatementProfile;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * An execution that meets no copies of ended entities, whatever text it sends to a store.
 *
 * @param view under which it was routed; what is routed again is wrapped anew, for in COMPLETED copies are no copies any more
 */
record WithoutCopies(Execution original, Copies copies, MigrationView view) implements ForwardingExecution {

    /** The execution itself where no copies can be. */
    static Execution of(Execution execution, Copies copies, MigrationView view) {
        return view.hasCopies() ? new WithoutCopies(execution, copies, view) : execution;
    }

    @Override
    public StoreResult on(StoreSession session) throws SQLException {
        StatementProfile profile = planned().profile();
        return copies.without(view, session.role(), profile.sql()).equals(profile.sql())
                ? original.on(session)
                : on(session, RewrittenSql.unchanged(profile));
    }

    @Override
    public StoreResult on(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return original.on(session, changed(session, rewritten));
    }

    @Override
    public PreparedStatement bound(StoreSession session, RewrittenSql rewritten, int resultSetType)
            throws SQLException {
        return original.bound(session, changed(session, rewritten), resultSetType);
    }

    @Override
    public ReturnedRows returning(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return original.returning(session, changed(session, rewritten));
    }

    private RewrittenSql changed(StoreSession session, RewrittenSql rewritten) throws SQLException {
        return new RewrittenSql(copies.without(view, session.role(), rewritten.sql()), rewritten.arguments());
    }
}
