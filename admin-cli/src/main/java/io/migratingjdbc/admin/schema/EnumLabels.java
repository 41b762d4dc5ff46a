package io.migratingjdbc.admin.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The labels of an enum, in their order, which is how its values sort. */
final class EnumLabels {
    private static final Pattern LABEL = Pattern.compile("E?'(?:[^']|'')*'");

    private EnumLabels() {}

    static Judgement judge(SchemaObject initial, SchemaObject target) {
        List<String> here = labels(initial);
        List<String> there = labels(target);
        List<String> missing = without(here, there);
        List<String> extra = without(there, here);
        if (!missing.isEmpty()) {
            return Judgement.failure(
                    "the target has no such values", "there " + String.join("; ", additions(initial, here, missing)));
        }
        return without(there, extra).equals(here)
                ? Judgement.warning("only the target has " + String.join(", ", extra), "add them in the initial store")
                : Judgement.failure(
                        "its values sort otherwise",
                        "create the type in the target with the labels in the initial store's order");
    }

    private static List<String> additions(SchemaObject initial, List<String> all, List<String> missing) {
        List<String> additions = new ArrayList<>();
        for (String label : missing) {
            int place = all.indexOf(label);
            additions.add("ALTER TYPE " + initial.name() + " ADD VALUE " + label
                    + (place == 0 ? " BEFORE " + all.get(1) : " AFTER " + all.get(place - 1)));
        }
        return additions;
    }

    private static List<String> labels(SchemaObject type) {
        String labels = type.attribute("labels");
        return labels == null
                ? List.of()
                : LABEL.matcher(labels).results().map(MatchResult::group).toList();
    }

    private static List<String> without(List<String> labels, List<String> others) {
        return labels.stream().filter(label -> !others.contains(label)).toList();
    }
}
