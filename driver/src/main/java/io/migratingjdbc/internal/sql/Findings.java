package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What has been found on the way through one statement. */
final class Findings {
    private final List<Scope.Use> uses = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final Set<Integer> parameters = new HashSet<>();
    private final Set<String> commonTables = new HashSet<>();
    private int scopes;
    private int queries;

    int nextScope() {
        return scopes++;
    }

    Scope.Use use(TableName table, String alias, int scope) {
        Scope.Use use = new Scope.Use(uses.size(), table, alias, scope);
        uses.add(use);
        return use;
    }

    void condition(Condition condition) {
        conditions.add(condition);
    }

    void parameter(int index) {
        parameters.add(index);
    }

    /** A SELECT, VALUES or TABLE. */
    void query() {
        queries++;
    }

    void commonTable(String name) {
        commonTables.add(name);
    }

    List<TableUse> tables() {
        return uses.stream().map(Scope.Use::toTableUse).toList();
    }

    List<Condition> conditions() {
        return List.copyOf(conditions);
    }

    int parameters() {
        return parameters.size();
    }

    int queries() {
        return queries;
    }

    Set<String> commonTables() {
        return Set.copyOf(commonTables);
    }
}
