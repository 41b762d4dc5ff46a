package io.migratingjdbc.admin.copy;

import io.migratingjdbc.internal.replicate.CopyTable;
import java.util.Set;

/** Whether the rows of a table can travel as the servers hold them. */
final class BinaryFormat {
    /** Built-in types, whose binary format is the same on every server; those of a database's own have numbers that differ. */
    private static final Set<String> PORTABLE = Set.of(
            "smallint",
            "integer",
            "bigint",
            "numeric",
            "real",
            "double precision",
            "boolean",
            "text",
            "character varying",
            "character",
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "time without time zone",
            "time with time zone",
            "interval",
            "uuid",
            "bytea",
            "json",
            "jsonb",
            "inet",
            "cidr",
            "macaddr",
            "bit",
            "bit varying");

    private BinaryFormat() {}

    /** Only if every column has the same portable type in both stores, whatever its length or precision. */
    static boolean fits(CopyTable table) {
        return table.insertable().stream().allMatch(column -> {
            String type = plain(table.source().type(column));
            return PORTABLE.contains(type) && type.equals(plain(table.target().type(column)));
        });
    }

    private static String plain(String type) {
        return type.replaceAll("\\([^)]*\\)", "").replace("[]", "").strip();
    }
}
