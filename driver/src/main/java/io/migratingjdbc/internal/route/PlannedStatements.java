package io.migratingjdbc.internal.route;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.migratingjdbc.internal.model.Plan;
import io.migratingjdbc.internal.sql.SqlAnalyzer;
import java.util.Set;

/** Remembers statements by text, within a bound on the text it keeps. Thread-safe. */
public final class PlannedStatements {
    /** Longer texts are bulk loads with literals: each is sent once. */
    private static final int LONGEST_KEPT = 32_768;
    /** What a statement takes besides its text, roughly in characters. */
    private static final int STATEMENT_WEIGHT = 2_000;

    private final SqlAnalyzer analyzer;
    private final Plan plan;
    private final Set<String> safeFunctions;
    private final Cache<String, PlannedStatement> statements;

    /**
     * @param safeFunctions the functions that are known to touch no planned table, lower case
     * @param size about how many statements of usual length are kept
     */
    public PlannedStatements(SqlAnalyzer analyzer, Plan plan, Set<String> safeFunctions, int size) {
        this.analyzer = analyzer;
        this.plan = plan;
        this.safeFunctions = safeFunctions;
        this.statements = Caffeine.newBuilder()
                .maximumWeight((long) size * STATEMENT_WEIGHT)
                .weigher((String sql, PlannedStatement statement) -> sql.length() + STATEMENT_WEIGHT)
                .executor(Runnable::run)
                .build();
    }

    public PlannedStatement get(String sql) {
        return sql.length() > LONGEST_KEPT ? analyzed(sql) : statements.get(sql, this::analyzed);
    }

    private PlannedStatement analyzed(String sql) {
        return PlannedStatement.of(analyzer.analyze(sql), plan, safeFunctions);
    }
}
