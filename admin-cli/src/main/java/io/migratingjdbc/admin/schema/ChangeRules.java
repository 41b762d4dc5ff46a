package io.migratingjdbc.admin.schema;

import static io.migratingjdbc.admin.schema.Judgement.failure;
import static io.migratingjdbc.admin.schema.Judgement.information;
import static io.migratingjdbc.admin.schema.Judgement.warning;

import io.migratingjdbc.internal.model.TableClass;
import io.migratingjdbc.internal.model.TablePlan;
import io.migratingjdbc.internal.replicate.Sql;
import java.util.Objects;

/** What it means that an object is not the same in both stores. */
final class ChangeRules {
    private static final String CHANGE_ONE = "change one of them";

    private ChangeRules() {}

    /**
     * @param plan the table's; null for what several tables may use
     * @param table the table's qualified name in the target; null if it has none
     */
    static Judgement changed(
            SchemaObject initial, SchemaObject target, String attribute, TablePlan plan, String table) {
        return switch (initial.kind()) {
            case DATABASE -> database(initial, attribute);
            case EXTENSION -> information("its types may behave otherwise", "there ALTER EXTENSION ... UPDATE");
            case SCHEMA -> throw new IllegalArgumentException("A schema is its name");
            case COLLATION -> warning("texts may sort otherwise", "create it with the same definition");
            case FUNCTION -> warning("it may compute other values", "there " + initial.ddl());
            case TYPE ->
                attribute.equals("labels")
                        ? EnumLabels.judge(initial, target)
                        : failure("values of one store may not fit into the other", CHANGE_ONE);
            case SEQUENCE ->
                attribute.equals("cycle") || attribute.equals("owned by")
                        ? information("start keeps the numbers of the stores apart all the same", CHANGE_ONE)
                        : warning("the stores number otherwise", CHANGE_ONE + " with ALTER SEQUENCE");
            case TABLE -> table(target, attribute, table);
            case COLUMN -> column(initial, target, attribute, plan, table);
            case PARTITION -> failure("rows of the initial store may be refused", CHANGE_ONE);
            case PRIMARY_KEY, UNIQUE_KEY, CHECK, EXCLUSION, INDEX, FOREIGN_KEY ->
                constraint(initial, target, attribute, plan, table);
        };
    }

    private static Judgement database(SchemaObject initial, String attribute) {
        return attribute.equals("encoding")
                ? failure(
                        "texts of one may not exist in the other",
                        "create the target with encoding " + initial.attribute(attribute))
                : warning("ORDER BY on text over both stores is refused", "create the target with the same locale");
    }

    private static Judgement table(SchemaObject target, String attribute, String table) {
        return switch (attribute) {
            case SchemaDiff.ORDER ->
                failure(
                        "SELECT * and INSERT without columns depend on it",
                        "create the table in the target in the same order");
            case SchemaDiff.SEARCH_PATH ->
                failure(
                        "the plan's user does not find it by the plan's name",
                        "ALTER ROLE ... IN DATABASE ... SET search_path, or currentSchema in the target's URL");
            case "persistence" ->
                target.is(attribute, "unlogged")
                        ? failure("a crash empties it", "there ALTER TABLE " + table + " SET LOGGED")
                        : information("it only becomes safer", "nothing to do");
            case "options" -> information("it changes no answer", "ALTER TABLE " + table + " SET (...) if it is meant");
            case "row security" ->
                warning("its policies decide which rows are seen, and are not compared", "make them the same");
            default -> warning("the rows are the same, but their storage differs", "make sure that it is meant");
        };
    }

    private static Judgement column(
            SchemaObject initial, SchemaObject target, String attribute, TablePlan plan, String table) {
        String alter = "there ALTER TABLE " + table + " ALTER COLUMN " + Sql.quote(initial.name()) + " ";
        String value = initial.attribute(attribute);
        return switch (attribute) {
            case "type" ->
                failure("values of one may not fit into the other", CHANGE_ONE + " (" + alter + "TYPE " + value + ")");
            case "nullability" ->
                failure(
                        "one store refuses rows that the other takes",
                        CHANGE_ONE + " (" + alter + (value.equals("NOT NULL") ? "SET" : "DROP") + " NOT NULL)");
            case "default" ->
                failure(
                        "an INSERT without it makes other rows",
                        alter + (value == null ? "DROP DEFAULT" : "SET DEFAULT " + value));
            case "generated" ->
                failure(
                        "the stores compute other values, or only one of them computes it",
                        "create the column alike in both stores");
            case "numbered by" -> numbering(value, target.attribute(attribute), plan);
            case "collation" ->
                plan.key().contains(initial.name())
                        ? failure("what is equal in one store may not be in the other", CHANGE_ONE)
                        : warning("texts may sort otherwise", CHANGE_ONE);
            default -> warning("statements may behave otherwise", CHANGE_ONE);
        };
    }

    private static Judgement numbering(String initial, String target, TablePlan plan) {
        if (target == null) {
            String fix = "give it an identity there (ALTER TABLE ... ALTER COLUMN ... ADD GENERATED BY DEFAULT AS"
                    + " IDENTITY)";
            return plan.tableClass() == TableClass.TRANSIENT
                    ? warning("an INSERT without it fails there", fix)
                    : failure("an INSERT without it fails there", fix);
        }
        boolean always = Objects.equals(initial, "identity always") || target.equals("identity always");
        return always
                ? warning("only one of the stores takes a number that the INSERT gives", CHANGE_ONE)
                : information("both stores number it, or only the target does", "nothing to do");
    }

    private static Judgement constraint(
            SchemaObject initial, SchemaObject target, String attribute, TablePlan plan, String table) {
        return switch (attribute) {
            case "name" ->
                information(
                        "only messages and ON CONFLICT ON CONSTRAINT name it",
                        "rename it there if statements name it: " + initial.name());
            case "valid" -> validity(initial, target, table);
            case "validated" ->
                target.is(attribute, "no")
                        ? warning(
                                "rows that break it may be there",
                                "there ALTER TABLE " + table + " VALIDATE CONSTRAINT " + Sql.quote(target.name()))
                        : plan.tableClass() == TableClass.IMMUTABLE
                                ? failure(
                                        "the target refuses old rows that break it",
                                        "mend them and VALIDATE CONSTRAINT in the initial store")
                                : information("it only became stricter", "nothing to do");
            case "constraint" ->
                warning(
                        "ON CONFLICT ON CONSTRAINT needs a constraint, and a deferrable one is checked later",
                        CHANGE_ONE);
            default -> failure("the stores tell rows apart by other values", CHANGE_ONE);
        };
    }

    private static Judgement validity(SchemaObject initial, SchemaObject target, String table) {
        if (target.is("valid", "yes")) {
            return information("it is invalid in the initial store only", "REINDEX INDEX CONCURRENTLY it there");
        }
        String fix = "there REINDEX INDEX CONCURRENTLY " + table.substring(0, table.indexOf('.') + 1)
                + Sql.quote(target.name());
        return initial.kind() == ObjectKind.UNIQUE_KEY
                ? failure("an index that was not built to its end promises nothing", fix)
                : warning("an index that was not built to its end is not used", fix);
    }
}
