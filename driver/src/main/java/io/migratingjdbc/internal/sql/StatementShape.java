package io.migratingjdbc.internal.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a statement's text has in common with those that differ only in values, blanks and comments. Holds no literal of the text.
 *
 * @param hash of the whole shape, the same in every process
 * @param text at most {@link #LONGEST_TEXT} characters
 */
public record StatementShape(String hash, String text) {
    public static final int LONGEST_TEXT = 2_000;

    private static final int HASH_BYTES = 8;
    private static final Pattern FIRST_WORD = Pattern.compile("\\s*([A-Za-z]{1,20})");

    public static StatementShape of(String sql) {
        return ofText(normalized(sql));
    }

    /** For what is no statement of the application's. */
    public static StatementShape ofText(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT - 1) + "…" : text;
        return new StatementShape(hash(text), cut);
    }

    private static String normalized(String sql) {
        try {
            return ShapeText.of(SqlText.of(sql));
        } catch (UnreadableSqlException e) {
            // What cannot be split into tokens cannot be freed of its literals either.
            Matcher first = FIRST_WORD.matcher(sql);
            return (first.lookingAt() ? first.group(1).toLowerCase(Locale.ROOT) : "") + " ... (unreadable)";
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
