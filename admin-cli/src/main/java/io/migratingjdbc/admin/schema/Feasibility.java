package io.migratingjdbc.admin.schema;

import io.migratingjdbc.admin.output.AdminException;
import io.migratingjdbc.admin.schema.StoreSchema.Place;
import io.migratingjdbc.internal.model.TablePlan;
import java.util.List;
import java.util.Optional;

/** Whether what the target lacks can be made there at all. */
record Feasibility(List<TablePlan> moved, StoreSchema initial, StoreSchema target, List<SchemaObject> missing) {

    /** @throws AdminException that names everything that stands in the way, with the way out */
    void require() {
        throwIfAny(
                "",
                moved.stream()
                        .filter(table -> !initial.tables().containsKey(table.name()))
                        .map(table -> "Table " + table.name() + " does not exist in the initial store: correct"
                                + " migrating.table." + table.name()
                                + ".class, or check the user's search_path and rights")
                        .toList());
        throwIfAny(
                "schema create makes tables only in the schema in which the initial store has them; create the target's"
                        + " by hand, as schema diff says: ",
                initial.tables().entrySet().stream()
                        .map(table ->
                                elsewhere(table.getValue(), target.tables().get(table.getKey())))
                        .flatMap(Optional::stream)
                        .sorted()
                        .toList());
        throwIfAny(
                "The target lacks what schema create cannot make; create it there by hand, then run this again: ",
                missing.stream()
                        .map(Feasibility::obstacle)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static void throwIfAny(String what, List<String> obstacles) {
        if (!obstacles.isEmpty()) {
            throw new AdminException(what + String.join("; ", obstacles));
        }
    }

    /** @param there null if the target has no such table */
    private static Optional<String> elsewhere(Place here, Place there) {
        return there == null || there.schema().equals(here.schema())
                ? Optional.empty()
                : Optional.of(here.qualified() + " is " + there.qualified() + " there");
    }

    private static Optional<String> obstacle(SchemaObject object) {
        if (object.kind() == ObjectKind.TABLE) {
            String kind = object.attribute("kind");
            boolean ordinary = kind.equals("table") || kind.startsWith("partitioned");
            return ordinary && object.attribute("parent") == null
                    ? Optional.empty()
                    : Optional.of(object.text() + " (a view, a foreign table, or one that inherits)");
        }
        if (object.table() != null || object.ddl() != null) {
            return Optional.empty();
        }
        return Optional.of(object.text()
                + (object.kind() == ObjectKind.EXTENSION
                        ? " (install it on the server, then CREATE EXTENSION \"" + object.name() + "\")"
                        : " (no single statement makes it)"));
    }
}
