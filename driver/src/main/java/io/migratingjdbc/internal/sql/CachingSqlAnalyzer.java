package io.migratingjdbc.internal.sql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Remembers profiles by text, within a bound on the text it keeps. Thread-safe. */
public final class CachingSqlAnalyzer implements SqlAnalyzer {
    /** Longer texts are bulk loads with literals: each is sent once. */
    private static final int LONGEST_KEPT = 32_768;
    /** What a profile takes besides its text, roughly in characters. */
    private static final int PROFILE_WEIGHT = 2_000;

    private final SqlAnalyzer analyzer;
    private final Cache<String, StatementProfile> profiles;

    /** @param statements about how many statements of usual length are kept */
    public CachingSqlAnalyzer(SqlAnalyzer analyzer, int statements) {
        this.analyzer = analyzer;
        this.profiles = Caffeine.newBuilder()
                .maximumWeight((long) statements * PROFILE_WEIGHT)
                .weigher((String sql, StatementProfile profile) -> sql.length() + PROFILE_WEIGHT)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public StatementProfile analyze(String sql) {
        return sql.length() > LONGEST_KEPT ? analyzer.analyze(sql) : profiles.get(sql, analyzer::analyze);
    }
}
