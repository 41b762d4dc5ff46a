package io.migratingjdbc.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.model.StoreId;
import io.migratingjdbc.internal.sql.JSqlAnalyzer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlannedStatementsTest {
    private static final StoreId INITIAL = new StoreId("a");

    private final PlannedStatements statements = new PlannedStatements(
            new JSqlAnalyzer(),
            new Plan("flow", INITIAL, new StoreId("b"), INITIAL, INITIAL, List.of()),
            Set.of(),
            100);

    @Test
    void remembersStatementsByTextButNoBulkLoads() {
        PlannedStatement first = statements.get("select * from t where id = ?");
        assertThat(statements.get("select * from t where id = ?")).isSameAs(first);

        String bulk = "insert into t (a) values ('" + "x".repeat(40_000) + "')";
        PlannedStatement once = statements.get(bulk);
        assertThat(statements.get(bulk)).isNotSameAs(once);
        assertThat(statements.get(bulk).profile()).isEqualTo(once.profile());
    }
}
