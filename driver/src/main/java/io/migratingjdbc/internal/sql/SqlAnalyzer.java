package io.migratingjdbc.internal.sql;

/** Reads statement text. Never throws on strange input: what it cannot read is {@link StatementKind#UNKNOWN}. */
public interface SqlAnalyzer {

    StatementProfile analyze(String sql);
}
