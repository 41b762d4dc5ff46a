package io.migratingjdbc.admin.schema;

import static io.migratingjdbc.admin.schema.Judgement.failure;
import static io.migratingjdbc.admin.schema.Judgement.information;
import static io.migratingjdbc.admin.schema.Judgement.warning;

import io.migratingjdbc.internal.model.TableClass;

/** What it means, for a table of some class, that only one of the stores has an object. */
final class PresenceRules {
    static final String CREATE = "run schema create";

    private PresenceRules() {}

    /**
     * @param table the table's qualified name in the target; null if it has none
     * @param deferred whether schema create has put it off until after the copy
     */
    static Judgement missing(SchemaObject object, String table, boolean deferred) {
        String create = CREATE + ", or there " + object.ddl();
        return switch (object.kind()) {
            case DATABASE -> throw new IllegalArgumentException("Every store has a database");
            case EXTENSION ->
                failure(
                        "the tables use it",
                        "install it on the target's server, then there CREATE EXTENSION \"" + object.name() + "\"");
            case SCHEMA, COLLATION, TYPE, FUNCTION, SEQUENCE ->
                failure(
                        "the tables use it",
                        object.ddl() == null
                                ? "create it there by hand, no single statement does"
                                : CREATE + ", which creates it");
            case TABLE -> failure("the plan moves it", CREATE + ", which creates it");
            case COLUMN ->
                failure(
                        "statements that name it fail there",
                        "there ALTER TABLE " + table + " ADD COLUMN " + object.ddl()
                                + ", or, where the order of the columns matters, drop the table there and " + CREATE);
            case PARTITION -> failure("rows that belong into it are refused there", create);
            case PRIMARY_KEY -> failure("rows are told apart by it", create);
            case UNIQUE_KEY ->
                invalid(object)
                        ? invalidInInitial()
                        : failure("the target would take rows that the initial store refuses", create);
            case EXCLUSION -> failure("the target would take rows that the initial store refuses", create);
            case CHECK -> warning("the target takes rows that the initial store refuses", create);
            case INDEX ->
                deferred
                        ? comesAfterTheCopy()
                        : invalid(object) ? invalidInInitial() : warning("statements may be slow there", create);
            case FOREIGN_KEY ->
                deferred
                        ? comesAfterTheCopy()
                        : warning(
                                "the target takes rows that the initial store refuses",
                                create
                                        + " (unless it was dropped for the time of the migration, or refers to a pinned table)");
        };
    }

    /** @param table the table's qualified name in the target */
    static Judgement extra(SchemaObject object, TableClass tableClass, String table) {
        String drop = "create it in the initial store, or drop it in the target";
        return switch (object.kind()) {
            case COLUMN ->
                failure(
                        "rows of the initial store have no value for it, and SELECT * differs",
                        "add it to the initial store, or there ALTER TABLE " + table + " DROP COLUMN \"" + object.name()
                                + '"');
            case PRIMARY_KEY, UNIQUE_KEY, CHECK, EXCLUSION ->
                failure("the target refuses rows that the initial store takes", drop);
            case FOREIGN_KEY ->
                tableClass == TableClass.IMMUTABLE
                        ? failure("the target refuses rows that the initial store takes", drop)
                        : warning("the target refuses rows that the initial store takes", drop);
            case PARTITION, INDEX, SEQUENCE -> information("it changes no answer", "drop it there if nothing needs it");
            case DATABASE, EXTENSION, SCHEMA, COLLATION, TYPE, FUNCTION, TABLE ->
                throw new IllegalArgumentException("Only what the initial store has is looked for");
        };
    }

    private static boolean invalid(SchemaObject index) {
        return index.is("valid", "no");
    }

    private static Judgement invalidInInitial() {
        return information(
                "it is invalid in the initial store and used by no statement",
                "drop it there, or make it valid with REINDEX INDEX CONCURRENTLY and compare again");
    }

    private static Judgement comesAfterTheCopy() {
        return information("deferred: it comes after the copy, which is faster without it", "run copy");
    }
}
