package io.migratingjdbc.tests.onedatabase;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table as the generator sees it.
 *
 * @param id the instance id, or the primary key where the table has no other; null if the key is all there is
 * @param key what the application gives and what is unique; for children within their entity
 * @param parent the entity of children, or null
 * @param reference the column of children with their entity's instance id, or null
 * @param made whether the store or the driver makes the id
 */
record Table(
        String name, Column id, boolean made, List<Column> key, List<Column> data, Table parent, Column reference) {

    @Override
    public String toString() {
        return name;
    }

    List<Column> columns() {
        List<Column> all = new ArrayList<>();
        Optional.ofNullable(id).ifPresent(all::add);
        all.addAll(key);
        all.addAll(data);
        return all;
    }

    List<Column> given() {
        List<Column> all = new ArrayList<>(key);
        all.addAll(data);
        return all;
    }

    /** The column by which a row is addressed when nothing else is. */
    Column handle() {
        return id == null ? key.get(0) : id;
    }

    boolean child() {
        return parent != null;
    }

    List<Column> where(java.util.function.Predicate<Column> condition) {
        return columns().stream().filter(condition).toList();
    }
}
