package io.migratingjdbc.tests.lifecycle;

import io.migratingjdbc.tests.harness.Database;
import io.migratingjdbc.tests.lifecycle.Deed.Act;
import io.migratingjdbc.tests.lifecycle.Deed.Outcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Holds what the hosts were told against what the stores have. Knows nothing of phases or fences: each row that was acknowledged exists
 * once, none that was refused exists, immutable rows are the same in both stores.
 */
final class Verdict {
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Map<Act, List<Deed>>> byToken = new LinkedHashMap<>();
    private final Database live;
    private final Database other;
    private final long bothUntil;

    /**
     * @param live the store that is in use at the end
     * @param bothUntil immutable rows that were acknowledged before this time (in microseconds since 1970) have to be in both
     */
    private Verdict(Database live, Database other, long bothUntil) {
        this.live = live;
        this.other = other;
        this.bothUntil = bothUntil;
    }

    /** What is wrong; empty if nothing is. */
    static List<String> of(List<Deed> deeds, Database live, Database other, long bothUntil) throws SQLException {
        Verdict verdict = new Verdict(live, other, bothUntil);
        for (Deed deed : deeds) {
            if (deed.act() == Act.ERROR) {
                verdict.findings.add("error of " + deed.token() + ": " + deed.detail());
            } else {
                verdict.byToken
                        .computeIfAbsent(deed.token(), token -> new HashMap<>())
                        .computeIfAbsent(deed.act(), act -> new ArrayList<>())
                        .add(deed);
            }
        }
        verdict.instances();
        verdict.keys();
        verdict.immutable(Act.DEFINE, "definitions", "id", "id || body");
        verdict.immutable(Act.ENTER, "entries", "token", "id || token");
        return verdict.findings;
    }

    /** What was found out last of what was tried last; null if it was never tried. */
    private Deed last(String token, Act act) {
        List<Deed> deeds = byToken.get(token).get(act);
        return deeds == null ? null : deeds.get(deeds.size() - 1);
    }

    /** The state after all updates that were applied; an unknown one is followed by what was found out of it. */
    private String stateOf(String token) {
        return byToken.get(token).getOrDefault(Act.UPDATE, List.of()).stream()
                .filter(update -> update.outcome() == Outcome.APPLIED)
                .reduce((earlier, later) -> later)
                .map(Deed::detail)
                .orElse("0");
    }

    private void instances() throws SQLException {
        Map<String, String> states = new HashMap<>();
        for (Database store : List.of(live, other)) {
            for (String row : store.strings("SELECT token || ' ' || state FROM instances")) {
                String[] fields = row.split(" ");
                if (states.put(fields[0], fields[1]) != null) {
                    findings.add(fields[0] + " is there twice");
                }
                if (!byToken.containsKey(fields[0])) {
                    findings.add(fields[0] + " was launched by nobody");
                }
            }
            findings.addAll(store.strings("SELECT t.token || ' has a task but no instance' FROM tasks t"
                    + " WHERE NOT EXISTS (SELECT FROM instances i WHERE i.id = t.instance_id)"));
        }
        if (!other.strings("SELECT token FROM instances").isEmpty()) {
            findings.add("instances are left in the store that was given up");
        }
        byToken.keySet().forEach(token -> {
            if (last(token, Act.LAUNCH) != null) {
                instance(token, last(token, Act.LAUNCH), last(token, Act.END), states.get(token));
            }
        });
    }

    private void instance(String token, Deed launch, Deed end, String state) {
        boolean ended = end != null && end.outcome() == Outcome.APPLIED;
        boolean exists = launch.outcome() == Outcome.APPLIED && !ended;
        if (exists && state == null) {
            findings.add(token + " is lost");
        } else if (!exists && state != null) {
            findings.add(token + " exists, though it was " + (ended ? "ended" : "not launched"));
        } else if (exists && !state.equals(stateOf(token))) {
            findings.add(token + " is in state " + state + ", not " + stateOf(token));
        }
    }

    /** Of two instances with one key, the second was launched only after the end of the first had begun. */
    private void keys() {
        Map<String, Deed> last = new HashMap<>();
        byToken.keySet().stream()
                .map(token -> last(token, Act.LAUNCH))
                .filter(launch -> launch != null && launch.outcome() == Outcome.APPLIED)
                .sorted(Comparator.comparingLong(Deed::ended))
                .forEach(launch -> {
                    Deed before = last.put(launch.detail(), launch);
                    Deed end = before == null ? null : last(before.token(), Act.END);
                    boolean overlap = before != null
                            && (end == null
                                    || end.outcome() == Outcome.NOT_APPLIED
                                    || end.outcome() == Outcome.APPLIED && end.started() > launch.ended());
                    if (overlap) {
                        findings.add(launch.token() + " and " + before.token() + " had key " + launch.detail()
                                + " at the same time");
                    }
                });
    }

    private void immutable(Act act, String table, String token, String row) throws SQLException {
        Map<String, Integer> inLive = count(live, table, token);
        Map<String, Integer> inOther = count(other, table, token);
        byToken.keySet().forEach(name -> {
            Deed deed = last(name, act);
            if (deed == null) {
                return;
            }
            boolean applied = deed.outcome() == Outcome.APPLIED;
            int here = inLive.getOrDefault(name, 0);
            int there = inOther.getOrDefault(name, 0);
            boolean enough = here == 1 && (there == 1 || deed.ended() >= bothUntil);
            if (applied && !enough
                    || here > 1
                    || there > 1
                    || deed.outcome() == Outcome.NOT_APPLIED && here + there > 0) {
                findings.add(name + " of " + table + " was " + deed.outcome() + " at " + deed.ended() + ", but is "
                        + here + " times in the live store and " + there + " times in the other (both until "
                        + bothUntil + ")");
            }
        });
        List<String> differing = new ArrayList<>(other.strings("SELECT " + row + " FROM " + table));
        differing.removeAll(new HashSet<>(live.strings("SELECT " + row + " FROM " + table)));
        differing.stream().limit(10).forEach(each -> findings.add("only in the other store's " + table + ": " + each));
    }

    private static Map<String, Integer> count(Database store, String table, String token) throws SQLException {
        Map<String, Integer> counts = new HashMap<>();
        store.strings("SELECT " + token + " FROM " + table).forEach(each -> counts.merge(each, 1, Integer::sum));
        return counts;
    }
}
