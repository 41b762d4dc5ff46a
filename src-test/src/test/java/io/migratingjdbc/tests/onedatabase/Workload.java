package io.migratingjdbc.tests.onedatabase;

import io.migratingjdbc.tests.onedatabase.Action.Execute;
import io.migratingjdbc.tests.onedatabase.Dice.Way;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** What an application does next: statements of all shapes, alone and in transactions. */
final class Workload {
    private static final int REMEMBERED = 40;

    private final Dice dice;
    private final Lists lists;
    private final Groups groups;
    private final Joins joins;
    private final Sets sets;
    private final Varieties varieties;
    private final Inserts inserts;
    private final Changes changes;
    private final Faults faults;
    private final List<Execute> past = new ArrayList<>();

    Workload(Dice dice, Model model, Known known) {
        this.dice = dice;
        this.lists = new Lists(dice, model, known);
        this.groups = new Groups(dice, model, known);
        this.joins = new Joins(dice, model, known);
        this.sets = new Sets(dice, model, known);
        this.varieties = new Varieties(dice, model, known);
        this.inserts = new Inserts(dice, model, known);
        this.changes = new Changes(dice, model, known);
        this.faults = new Faults(dice, model, known);
    }

    Action next(Progress progress) {
        if (progress.aborted()) {
            return dice.chance(25) ? statement() : recovery(progress);
        }
        if (!progress.inTransaction()) {
            return dice.chance(8) ? begin() : statement();
        }
        return dice.way(
                new Way<>(12, this::commit),
                new Way<>(4, () -> new Action.Rollback(dice.chance(70))),
                new Way<>(6, () -> new Action.Savepoint("s" + dice.below(100))),
                new Way<>(progress.savepoints() > 0 ? 5 : 0, Action.RollbackToSavepoint::new),
                new Way<>(progress.savepoints() > 0 ? 3 : 0, Action.ReleaseSavepoint::new),
                new Way<>(70, this::statement));
    }

    /** Of a transaction that can go no further. */
    Action recovery(Progress progress) {
        return progress.savepoints() > 0 && dice.chance(80)
                ? new Action.RollbackToSavepoint()
                : new Action.Rollback(dice.chance(70));
    }

    Action commit() {
        return new Action.Commit(dice.chance(70));
    }

    private Action begin() {
        return new Action.Begin(
                dice.chance(90) ? Connection.TRANSACTION_READ_COMMITTED : Connection.TRANSACTION_REPEATABLE_READ);
    }

    private Action statement() {
        if (!past.isEmpty() && dice.chance(18)) {
            return dice.one(past).again();
        }
        Action action = dice.way(
                new Way<>(28, inserts::any),
                new Way<>(18, changes::any),
                new Way<>(33, lists::any),
                new Way<>(7, groups::any),
                new Way<>(7, joins::any),
                new Way<>(6, sets::any),
                new Way<>(6, varieties::any),
                new Way<>(2, faults::any));
        if (action instanceof Execute execute && execute.prepared()) {
            past.add(execute);
            if (past.size() > REMEMBERED) {
                past.remove(0);
            }
        }
        return action;
    }
}
