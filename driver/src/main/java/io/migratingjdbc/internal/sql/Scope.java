package io.migratingjdbc.internal.sql;

import io.migratingjdbc.internal.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.sf.jsqlparser.schema.Column;

/** What one query has in FROM, and the query around it whose columns it may see, too. */
final class Scope {
    private final int number;
    private final Scope outer;
    private final Set<String> commonTables;
    private final List<Source> sources = new ArrayList<>();

    /**
     * Something in FROM by its name there.
     *
     * @param name null where it cannot be named
     * @param use null if it is no table: a nested query, a common table expression, a function
     */
    record Source(String name, Use use) {}

    /** A {@link TableUse} in the making: a later join may still make it nullable. */
    static final class Use {
        private final int index;
        private final TableName table;
        private final String alias;
        private final int scope;
        private final TableUse.Mention mention;
        private boolean nullable;

        Use(int index, TableName table, String alias, int scope, TableUse.Mention mention) {
            this.index = index;
            this.table = table;
            this.alias = alias;
            this.scope = scope;
            this.mention = mention;
        }

        int index() {
            return index;
        }

        int scope() {
            return scope;
        }

        void makeNullable() {
            nullable = true;
        }

        TableUse toTableUse() {
            return new TableUse(index, table, alias, scope, nullable, mention);
        }
    }

    /** @param outer null if it sees no columns but its own */
    Scope(int number, Scope outer, Set<String> commonTables) {
        this.number = number;
        this.outer = outer;
        this.commonTables = commonTables;
    }

    int number() {
        return number;
    }

    Scope outer() {
        return outer;
    }

    Set<String> commonTables() {
        return commonTables;
    }

    boolean isCommonTable(TableName name) {
        return name.schema() == null && commonTables.contains(name.name());
    }

    void add(Source source) {
        sources.add(source);
    }

    List<Source> sources() {
        return List.copyOf(sources);
    }

    /**
     * The table that the column belongs to, provided that the table has such a column: an unqualified one of a nested query may else be
     * one of the query around it. Empty if it cannot be told.
     */
    Optional<Use> tableOf(Column column) {
        if (!Identifiers.isColumn(column)) {
            return Optional.empty();
        }
        return Identifiers.qualifier(column).map(this::named).orElseGet(this::only);
    }

    /** The query's own tables come first; with several of them, or none that has the column, only catalogs could tell. */
    private Optional<Use> only() {
        return sources.size() == 1 ? Optional.ofNullable(sources.get(0).use()) : Optional.empty();
    }

    private Optional<Use> named(TableName qualifier) {
        List<Source> named = sources.stream()
                .filter(source -> source.name() == null || source.name().equals(qualifier.name()))
                .toList();
        if (named.isEmpty()) {
            return outer == null ? Optional.empty() : outer.named(qualifier);
        }
        return named.size() > 1
                ? Optional.empty()
                : Optional.ofNullable(named.get(0).use()).filter(use -> matchesSchema(use, qualifier));
    }

    private static boolean matchesSchema(Use use, TableName qualifier) {
        return qualifier.schema() == null
                || use.alias.equals(use.table.name()) && qualifier.schema().equals(use.table.schema());
    }
}
