package io.migratingjdbc.admin.command;

import io.migratingjdbc.admin.check.CheckReport;
import io.migratingjdbc.admin.check.Checks;
import io.migratingjdbc.admin.check.Inspection;
import io.migratingjdbc.admin.migration.Migration;
import io.migratingjdbc.admin.migration.Operator;
import io.migratingjdbc.admin.output.ExitCode;
import io.migratingjdbc.admin.output.Result;
import io.migratingjdbc.admin.output.Text;
import io.migratingjdbc.admin.transition.Guards;
import io.migratingjdbc.admin.transition.Installation;
import io.migratingjdbc.internal.control.Initialization;
import io.migratingjdbc.internal.model.MigrationView;
import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Phase;
import io.migratingjdbc.internal.model.StoreId;
import java.sql.SQLException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "init",
        description =
                "Checks the plan against both stores, then creates the control tables, saves the plan and installs"
                        + " the guards against writers without the driver. Running it again does no harm.")
final class InitCommand extends PlanFileCommand {
    @Option(names = "--dry-run", description = "Only check; change nothing.")
    private boolean dryRun;

    InitCommand(Operator operator) {
        super(operator);
    }

    @Override
    Initialized execute(Migration migration) throws SQLException {
        CheckReport checks = Checks.beforeInit(new Inspection(migration));
        PerRole<StoreId> stores = migration.plan().stores();
        if (!checks.passed()) {
            return new Initialized(migration.plan().name(), stores, null, 0, checks, "Nothing was changed.");
        }
        if (dryRun) {
            return new Initialized(
                    migration.plan().name(), stores, null, 0, checks, "Nothing stands in the way of init.");
        }
        Optional<MigrationView> before = migration.find();
        if (before.isPresent() && before.get().phase() == Phase.COMPLETED) {
            new Installation(migration).forgetFound();
        }
        MigrationView view = new Initialization(migration.plane()).run();
        new Guards(migration).install();
        boolean changed = before.isEmpty() || !before.get().planHash().equals(view.planHash());
        if (changed) {
            migration.log("init", "plan " + view.planHash() + " saved, epoch " + view.epoch());
        }
        return new Initialized(
                view.name(),
                stores,
                view.phase(),
                view.epoch(),
                checks,
                (changed ? "Initialized" : "Initialized already") + ": migration " + view.name() + " from "
                        + stores.initial() + " to " + stores.target() + " is in " + view.phase() + ", epoch "
                        + view.epoch() + ".");
    }

    /** @param phase null if nothing was done */
    record Initialized(
            String migration, PerRole<StoreId> stores, Phase phase, long epoch, CheckReport checks, String message)
            implements Result {
        @Override
        public void print(Text text) {
            checks.print(text);
            text.line(message);
        }

        @Override
        public ExitCode exitCode() {
            return checks.exitCode();
        }
    }
}
