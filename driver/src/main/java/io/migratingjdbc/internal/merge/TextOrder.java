package io.migratingjdbc.internal.merge;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    private static final String QUERY = """
        SELECT coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
               coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', d.datcollate),
               pg_encoding_to_char(d.encoding),
               EXISTS (SELECT FROM pg_attribute a
                       JOIN pg_class c ON c.oid = a.attrelid
                       JOIN pg_collation o ON o.oid = a.attcollation
                       WHERE o.collname NOT IN ('default', 'C', 'POSIX')
                         AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                         AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace))
        FROM pg_database d WHERE d.datname = current_database()
        """;
    private static final Set<String> BYTEWISE_LOCALES = Set.of("C", "POSIX");
    private static final Set<String> BUILTIN_LOCALES = Set.of("C", "C.UTF-8", "PG_UNICODE_FAST");
    private static final Set<String> ENCODINGS = Set.of("UTF8", "SQL_ASCII", "LATIN1");

    /** Asks a database: by bytes if its default collation is, and no column has a collation of its own. */
    public static TextOrder read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(QUERY)) {
            row.next();
            boolean ownCollations = row.getBoolean(4);
            return ownCollations ? UNKNOWN : of(row.getString(1), row.getString(2), row.getString(3));
        }
    }

    /**
     * The order of a PostgreSQL database's default collation.
     *
     * @param provider {@code datlocprovider} of {@code pg_database}: c, i or b; c before PostgreSQL 15
     * @param locale {@code datlocale} (before 17: {@code daticulocale}) or, where that is null, {@code datcollate}
     * @param encoding {@code pg_encoding_to_char(encoding)}
     */
    static TextOrder of(String provider, String locale, String encoding) {
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
