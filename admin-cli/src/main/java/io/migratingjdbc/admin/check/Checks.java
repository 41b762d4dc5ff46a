package io.migratingjdbc.admin.check;

import io.migratingjdbc.admin.check.CheckReport.Entry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which checks are made when, in an order in which each can rely on those before it. */
public final class Checks {
    /** Without these nothing else can be looked at. */
    private static final List<Check> FOUNDATION =
            List.of(new StoresReachable(), new DifferentDatabases(), new PlannedTables(), new PlannedColumns());

    /** Without these init has not done its work. */
    private static final List<Check> INITIALIZED = List.of(new SavedPlan(), new GuardsInPlace());

    private static final List<Check> PLAN = List.of(
            new KeysUnique(),
            new KeysAsGiven(),
            new InstanceIds(),
            new FinishedWhen(),
            new ImmutableKeys(),
            new Rights());

    private static final List<Check> LEAVING_STABLE = List.of(
            new Versions(),
            new StoresWritable(),
            new TargetEmpty(),
            new IdsOfTheTarget(),
            new SameSchema(),
            new CarriedTypes(),
            new AllTablesPlanned(),
            new ForeignKeysStayInStore(),
            new OtherUniqueKeys(),
            new NumberedTables(),
            new HeadRoom(),
            new FreeSequences(),
            new TargetTriggers(),
            new SameSortOrder(),
            new DurableCommits());

    private Checks() {}

    /** What must hold before anything is set up. */
    public static CheckReport beforeInit(Inspection inspection) throws SQLException {
        return run(inspection, Stream.concat(FOUNDATION.stream(), PLAN.stream()).toList());
    }

    /**
     * What must hold before the initial store stops being alone.
     *
     * @param foreignMaxAge how long ago a launch from a session without the driver still counts
     */
    public static CheckReport beforeStart(Inspection inspection, Duration foreignMaxAge) throws SQLException {
        List<Check> checks = new ArrayList<>(FOUNDATION);
        checks.addAll(INITIALIZED);
        checks.addAll(PLAN);
        checks.addAll(LEAVING_STABLE);
        checks.add(new RefusedStatements());
        checks.add(new ForeignWriters(foreignMaxAge));
        checks.add(new UnknownSessions());
        return run(inspection, checks);
    }

    private static CheckReport run(Inspection inspection, List<Check> checks) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        for (Check check : checks) {
            Entry entry = run(inspection, check);
            entries.add(entry);
            boolean foundation = INITIALIZED.contains(check) || FOUNDATION.contains(check);
            if (foundation && entry.level() == Level.FAIL) {
                break;
            }
        }
        return CheckReport.of(entries);
    }

    private static Entry run(Inspection inspection, Check check) throws SQLException {
        List<Finding> findings = check.run(inspection);
        Level worst = Level.OK;
        for (Finding finding : findings) {
            worst = finding.level().worseThan(worst) ? finding.level() : worst;
        }
        return new Entry(check.name(), worst, findings);
    }
}
