package io.migratingjdbc.internal.jdbc;

import io.migratingjdbc.internal.launch.Cell;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.route.PlannedStatement;
import io.migratingjdbc.internal.sql.RewrittenSql;
import io.migratingjdbc.internal.sql.StatementProfile;
import io.migratingjdbc.internal.sql.ValueExpression;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** An execution that meets no copies of ended entities, whatever text it sends to a store. */
record WithoutCopies(Execution original, Copies copies, MigrationView view) implements Execution {

    /** The execution itself where no copies can be. */
    static Execution of(Execution execution, Copies copies, MigrationView view) {
        boolean already = execution instanceof WithoutCopies
                || execution instanceof RewrittenExecution rewritten && rewritten.original() instanceof WithoutCopies;
        return already || !view.hasCopies() ? execution : new WithoutCopies(execution, copies, view);
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

    @Override
    public PlannedStatement planned() {
        return original.planned();
    }

    @Override
    public StatementResult nothing(StoreSession session) throws SQLException {
        return original.nothing(session);
    }

    @Override
    public Statement statement() {
        return original.statement();
    }

    @Override
    public Cell cell(ValueExpression expression) {
        return original.cell(expression);
    }

    @Override
    public Object parameter(int index) {
        return original.parameter(index);
    }

    @Override
    public boolean isNull(int index) {
        return original.isNull(index);
    }

    @Override
    public boolean isNull(ValueExpression expression) {
        return original.isNull(expression);
    }
}
