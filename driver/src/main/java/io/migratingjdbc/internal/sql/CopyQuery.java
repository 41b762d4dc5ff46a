package io.migratingjdbc.internal.sql;

import java.util.Optional;

/** The query of {@code COPY (query) TO ...}, which may change rows and give them by RETURNING. */
public final class CopyQuery {
    private CopyQuery() {}

    /** Empty for COPY of a table. A text that cannot be split is its own query, of which nothing is known. */
    public static Optional<String> of(String sql) {
        try {
            SqlText text = SqlText.of(sql);
            return text.isPunctuation(1, "(") ? Optional.of(text.excerpt(2, text.closing(1))) : Optional.empty();
        } catch (UnreadableSqlException e) {
            return Optional.of(sql);
        }
    }
}
