package io.migratingjdbc.internal.merge;

import java.util.Set;

/**
 * How the stores order text. The driver can order text exactly as a database does only where that is by bytes; every
 * other collation depends on the database server's C or ICU library.
 */
public enum TextOrder {
    /** By bytes, which for UTF-8 is by code points. */
    BYTEWISE,
    /** By a collation that the driver does not know: ORDER BY text over both stores is refused. */
    UNKNOWN;

    private static final Set<String> BYTEWISE_LOCALES = Set.of("C", "POSIX");
    private static final Set<String> BUILTIN_LOCALES = Set.of("C", "C.UTF-8", "PG_UNICODE_FAST");
    private static final Set<String> ENCODINGS = Set.of("UTF8", "SQL_ASCII", "LATIN1");

    /**
     * The order of a PostgreSQL database's default collation.
     *
     * @param provider {@code datlocprovider} of {@code pg_database}: c, i or b; c before PostgreSQL 15
     * @param locale {@code datlocale} (before 17: {@code daticulocale}) or, where that is null, {@code datcollate}
     * @param encoding {@code pg_encoding_to_char(encoding)}
     */
    public static TextOrder of(String provider, String locale, String encoding) {
        boolean bytewise = switch (provider) {
            case "c" -> BYTEWISE_LOCALES.contains(locale);
            case "b" -> BUILTIN_LOCALES.contains(locale);
            default -> false;
        };
        return bytewise && ENCODINGS.contains(encoding) ? BYTEWISE : UNKNOWN;
    }

    /** For two stores together: known only if it is the same in both. */
    public TextOrder and(TextOrder other) {
        return this == other ? this : UNKNOWN;
    }
}
