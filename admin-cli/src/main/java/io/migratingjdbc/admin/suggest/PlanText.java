package io.migratingjdbc.admin.suggest;

import java.util.List;
import java.util.Locale;

/** Writes proposals as a plan file with the reasons as comments, to be edited. */
public final class PlanText {
    private static final String HEAD = """
        # A proposed plan. Read the comments, decide what is marked CHECK or decide, fill in the target.
        migrating.name=%s

        migrating.initial.id=%s
        migrating.initial.url=%s
        migrating.initial.user=%s
        migrating.initial.password=${env:%s}

        migrating.target.id=%s
        migrating.target.url=jdbc:postgresql://TARGET-HOST/DATABASE
        migrating.target.user=%s
        migrating.target.password=${env:TARGET_PASSWORD}
        """;

    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    public static String of(Source source, List<Proposal> proposals) {
        PlanText plan = new PlanText();
        plan.text.append(HEAD.formatted(
                source.name(),
                source.initialId(),
                source.url(),
                source.user(),
                source.passwordVariable(),
                source.targetId(),
                source.user()));
        proposals.forEach(plan::table);
        return plan.text.toString();
    }

    /** The database that was read, and the names to give; no password, only where it comes from. */
    public record Source(
            String name, String initialId, String targetId, String url, String user, String passwordVariable) {}

    private void table(Proposal proposal) {
        text.append('\n');
        proposal.reasons().forEach(reason -> text.append("# ").append(reason).append('\n'));
        String prefix = "migrating.table." + escaped(proposal.table().toString()) + ".";
        if (proposal.tableClass() == null) {
            text.append("# ").append(prefix).append("class=\n");
            return;
        }
        line(prefix + "class", lower(proposal.tableClass()));
        line(prefix + "key", proposal.key().isEmpty() ? null : String.join(",", proposal.key()));
        line(prefix + "instance-id", proposal.instanceId());
        line(prefix + "ids", proposal.ids() == null ? null : lower(proposal.ids()));
        line(prefix + "entity", proposal.entity());
    }

    private void line(String key, Object value) {
        if (value != null) {
            text.append(key).append('=').append(value).append('\n');
        }
    }

    /** As a key of a properties file. */
    private static String escaped(String name) {
        return name.replaceAll("([\\\\ :=#!])", "\\\\$1");
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
