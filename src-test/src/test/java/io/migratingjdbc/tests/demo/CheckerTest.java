package io.migratingjdbc.tests.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.demo.WorkEvent.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A check that cannot fail is no check: every violation is fed to it and has to be counted as what it is. */
class CheckerTest {
    private static final long BOTH_UNTIL = 1000;

    private final List<WorkEvent> events = new ArrayList<>();
    private final StoredRows current = new StoredRows("pg2", new ArrayList<>(), new LinkedHashMap<>(), definitions());
    private final StoredRows other = new StoredRows("pg1", new ArrayList<>(), new LinkedHashMap<>(), definitions());

    CheckerTest() {
        event(Type.DEFINED, 1, 2, "d1", "", "", 0);
    }

    @Test
    void findsNothingInSoundHistory() {
        launched(10, 11, "k", "pg1.a", 2);
        finished(20, 21, "k", "pg1.a");
        launched(22, 25, "k", "pg2.b", 1);
        event(Type.REFUSED, 23, 24, "k", "", "t", 0);
        stored(current, "pg2.b", "k", 1);

        assertThat(check().summary())
                .isEqualTo(
                        "launched 2, refused as duplicate 1, application errors 0, lost 0, duplicated 0, unresolved 0");
        assertThat(check().clean()).isTrue();
    }

    @Test
    void anInstanceInNoStoreIsLost() {
        launched(10, 11, "k", "pg1.a", 0);
        assertCounts(1, 0, 0);
    }

    @Test
    void anInstanceWithoutItsTasksIsLost() {
        launched(10, 11, "k", "pg1.a", 2);
        stored(other, "pg1.a", "k", 1);
        assertCounts(1, 0, 0);
    }

    @Test
    void anInstanceThatIsBackAfterItsEndIsLostWork() {
        launched(10, 11, "k", "pg1.a", 0);
        finished(20, 21, "k", "pg1.a");
        stored(other, "pg1.a", "k", 0);
        assertCounts(1, 0, 0);
    }

    @Test
    void tasksAddedLaterCount() {
        launched(10, 11, "k", "pg1.a", 0);
        event(Type.TASKS_ADDED, 12, 13, "k", "pg1.a", "t", 3);
        stored(current, "pg1.a", "k", 3);
        assertCounts(0, 0, 0);
        current.tasks().put("pg1.a", 2);
        assertCounts(1, 0, 0);
    }

    @Test
    void oneKeyAliveInBothStoresIsDuplicated() {
        launched(10, 11, "k", "pg1.a", 0);
        launched(20, 21, "k", "pg2.b", 0);
        stored(other, "pg1.a", "k", 0);
        stored(current, "pg2.b", "k", 0);
        assertCounts(0, 1, 0);
    }

    @Test
    void oneInstanceInBothStoresIsDuplicated() {
        launched(10, 11, "k", "pg1.a", 0);
        stored(other, "pg1.a", "k", 0);
        stored(current, "pg1.a", "k", 0);
        assertCounts(0, 1, 0);
    }

    @Test
    void aLaunchWhileTheKeyExistedIsDuplicatedEvenIfBothAreFinished() {
        launched(10, 11, "k", "pg1.a", 0);
        launched(20, 21, "k", "pg2.b", 0);
        finished(30, 31, "k", "pg1.a");
        finished(40, 41, "k", "pg2.b");
        assertCounts(0, 1, 0);
    }

    @Test
    void aShortLaunchInsideALongLifeIsDuplicated() {
        launched(10, 11, "k", "pg1.a", 0);
        launched(12, 13, "k", "pg2.b", 0);
        finished(14, 15, "k", "pg2.b");
        launched(20, 21, "k", "pg2.c", 0);
        finished(22, 23, "k", "pg2.c");
        finished(40, 41, "k", "pg1.a");
        assertCounts(0, 1, 0);
        assertThat(check().details()).hasSize(1);
    }

    @Test
    void aLaunchThatOverlapsTheEndOfTheFormerIsSound() {
        launched(10, 11, "k", "pg1.a", 0);
        finished(20, 30, "k", "pg1.a");
        launched(22, 24, "k", "pg2.b", 0);
        stored(current, "pg2.b", "k", 0);
        assertCounts(0, 0, 0);
    }

    @Test
    void aRowThatNobodyWasToldOfIsUnresolved() {
        stored(current, "pg2.x", "k", 0);
        assertCounts(0, 0, 1);
    }

    @Test
    void unknownOutcomesAreResolvedFromTheStores() {
        event(Type.LAUNCH_UNKNOWN, 10, 11, "k", "", "t", 0);
        event(Type.LAUNCH_UNKNOWN, 12, 13, "l", "", "u", 0);
        current.instances().add(new StoredRows.Row("pg2.x", "k", "t"));
        launched(14, 15, "m", "pg1.a", 0);
        event(Type.FINISH_UNKNOWN, 20, 21, "m", "pg1.a", "t", 0);
        launched(14, 15, "n", "pg1.b", 0);
        event(Type.FINISH_UNKNOWN, 20, 21, "n", "pg1.b", "t", 0);
        stored(other, "pg1.b", "n", 0);
        assertCounts(0, 0, 0);
    }

    @Test
    void tasksWithoutTheirInstanceAreUnresolved() {
        launched(10, 11, "k", "pg1.a", 1);
        stored(other, "pg1.a", "k", 1);
        current.tasks().put("pg1.a", 1);
        assertCounts(0, 0, 1);
    }

    @Test
    void aDefinitionThatIsNotInBothStoresIsLost() {
        event(Type.DEFINED, 1, BOTH_UNTIL - 1, "d2", "", "", 0);
        current.definitions().put("d2", "body");
        assertCounts(1, 0, 0);
    }

    @Test
    void aDefinitionMadeAfterTheMoveIsNeededInTheCurrentStoreAlone() {
        event(Type.DEFINED, 1, BOTH_UNTIL + 1, "d2", "", "", 0);
        assertCounts(1, 0, 0);
        current.definitions().put("d2", "body");
        assertCounts(0, 0, 0);
    }

    @Test
    void aDefinitionWithTwoBodiesIsLost() {
        other.definitions().put("d1", "something else");
        assertCounts(1, 0, 0);
    }

    @Test
    void aDefinitionThatNobodyWasToldOfIsUnresolved() {
        other.definitions().put("d9", "body");
        assertCounts(0, 0, 1);
    }

    @Test
    void errorsOfHostsAreCounted() {
        event(Type.ERROR, 1, 1, "SQLException 42P01", "", "", 0);
        assertThat(check().errors()).hasSize(1);
        assertThat(check().clean()).isFalse();
    }

    @Test
    void linesOfTheLogSurviveTheFile() {
        WorkEvent event = new WorkEvent(Type.LAUNCHED, 1, 2, "k", "pg1.a", "t", 3);
        assertThat(WorkEvent.parse(event.line())).isEqualTo(event);
        assertThat(WorkEvent.parse(new WorkEvent(Type.ERROR, 1, 2, "a\tb\nc", "", "", 0).line())
                        .key())
                .isEqualTo("a b c");
    }

    private void assertCounts(int lost, int duplicated, int unresolved) {
        Findings findings = check();
        assertThat(List.of(findings.lostCount(), findings.duplicatedCount(), findings.unresolvedCount()))
                .as(String.join("\n", findings.details()))
                .containsExactly(lost, duplicated, unresolved);
        assertThat(findings.clean()).isEqualTo(lost + duplicated + unresolved == 0);
    }

    private Findings check() {
        return new Checker(WorkHistory.of(events), current, other, BOTH_UNTIL).check();
    }

    private void launched(long started, long acknowledged, String key, String id, int tasks) {
        event(Type.LAUNCHED, started, acknowledged, key, id, "t" + id, tasks);
    }

    private void finished(long started, long acknowledged, String key, String id) {
        event(Type.FINISHED, started, acknowledged, key, id, "t" + id, 0);
    }

    private void event(Type type, long started, long acknowledged, String key, String id, String token, int tasks) {
        events.add(new WorkEvent(type, started, acknowledged, key, id, token, tasks));
    }

    private static void stored(StoredRows store, String id, String key, int tasks) {
        store.instances().add(new StoredRows.Row(id, key, "t" + id));
        if (tasks > 0) {
            store.tasks().put(id, tasks);
        }
    }

    private static Map<String, String> definitions() {
        Map<String, String> definitions = new LinkedHashMap<>();
        definitions.put("d1", "body");
        return definitions;
    }
}
