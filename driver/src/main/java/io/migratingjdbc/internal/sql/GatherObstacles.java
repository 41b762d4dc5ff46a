package io.migratingjdbc.internal.sql;

import java.util.List;
import java.util.Set;

/**
 * Whether both stores' rows can take the place of each table that a query mentions, as a nested query does: what only
 * a table can do must not be asked of them.
 */
final class GatherObstacles {
    private static final Set<String> SYSTEM_COLUMNS = Set.of("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid");

    private final SqlText text;

    private GatherObstacles(SqlText text) {
        this.text = text;
    }

    /** The reason why they cannot; null if they can. */
    static String in(SqlText text, List<TableUse> tables, boolean locking) {
        GatherObstacles obstacles = new GatherObstacles(text);
        if (locking) {
            return "rows that are computed from both stores cannot be locked";
        }
        for (int i = 0; i < text.size(); i++) {
            if (SYSTEM_COLUMNS.contains(text.token(i).value()) && text.token(i).isName()) {
                return "it names the system column " + text.token(i).value();
            }
        }
        return tables.stream()
                .map(obstacles::of)
                .filter(reason -> reason != null)
                .findFirst()
                .orElse(null);
    }

    private String of(TableUse use) {
        int first = use.mention().token();
        if (first < 0) {
            return "it is not certain where table " + use.table() + " is mentioned";
        } else if (text.isWord(first - 1, "only") || text.isWord(first - 1, "table")) {
            return "it reads table " + use.table() + " by ONLY or TABLE";
        }
        int last = text.lastOfName(first);
        if (text.isPunctuation(last + 1, "*") || isOperator(last + 1, "*")) {
            return "it names table " + use.table() + " with *";
        }
        for (int i = last + 1; i <= last + 3 && i < text.size(); i++) {
            if (text.isWord(i, "tablesample")) {
                return "it has TABLESAMPLE";
            }
        }
        return use.table().schema() != null && namesColumnsWithSchema(use) ? columnsWithSchema(use) : null;
    }

    private boolean isOperator(int index, String value) {
        return index < text.size()
                && text.token(index).value().equals(value)
                && !text.token(index).isName();
    }

    private static String columnsWithSchema(TableUse use) {
        return "it names columns of " + use.table() + " with the schema: give the table an alias";
    }

    /** {@code public.orders.id}: what takes the table's place is in no schema. */
    private boolean namesColumnsWithSchema(TableUse use) {
        for (int i = 0; i + 4 < text.size(); i++) {
            boolean qualified = text.token(i).isName()
                    && text.token(i).value().equals(use.table().schema())
                    && text.isPunctuation(i + 1, ".")
                    && text.token(i + 2).value().equals(use.table().name())
                    && text.isPunctuation(i + 3, ".");
            if (qualified) {
                return true;
            }
        }
        return false;
    }
}
