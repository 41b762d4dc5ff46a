package io.migratingjdbc.tests.clients.jooq;

import static io.migratingjdbc.tests.clients.jooq.ParcelTable.PARCEL;
import static io.migratingjdbc.tests.clients.jooq.ScanTable.SCAN;

import io.migratingjdbc.tests.clients.Transcript;
import io.migratingjdbc.tests.clients.jooq.ParcelTable.Parcel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.exception.DataChangedException;
import org.jooq.exception.IntegrityConstraintViolationException;
import org.jooq.impl.DSL;

/** What an application does in one phase, and what it is answered. */
final class Depot {
    private final DSLContext jooq;
    private final String day;
    private final Transcript seen = new Transcript();

    Depot(DSLContext jooq, String day) {
        this.jooq = jooq;
        this.day = day;
    }

    /** @param before the days whose parcels still exist */
    List<String> work(List<String> before) {
        create();
        ask();
        change(before);
        store(before);
        conflict(before);
        return seen.lines();
    }

    private void create() {
        seen.add("returning", () -> {
            Long id = jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                    .values(day + "-a", 1)
                    .returning(PARCEL.ID)
                    .fetchOne(PARCEL.ID);
            jooq.insertInto(SCAN, SCAN.PARCEL_ID, SCAN.PLACE).values(id, "here").execute();
            return jooq.fetchOne(PARCEL, PARCEL.ID.eq(id)).get(PARCEL.CODE);
        });
        seen.add(
                "several rows returning",
                () -> jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                        .values(day + "-b", 2)
                        .values(day + "-c", 3)
                        .returningResult(PARCEL.CODE, PARCEL.STATE)
                        .fetch()
                        .intoArrays()
                        .length);
        seen.add(
                "batch",
                () -> jooq.batch(jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                                .values((String) null, null))
                        .bind(day + "-d", 4)
                        .bind(day + "-e", 5)
                        .execute()
                        .length);
        seen.add(
                "batch store",
                () -> jooq.batchStore(parcel("f", 6), parcel("g", 7)).execute().length);
        seen.add(
                "several texts",
                () -> jooq.batch(
                                jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                                        .values(day + "-h", 8),
                                jooq.update(PARCEL).set(PARCEL.WEIGHT, 9).where(PARCEL.CODE.eq(day + "-h")))
                        .execute()
                        .length);
    }

    private Parcel parcel(String name, int weight) {
        Parcel parcel = jooq.newRecord(PARCEL);
        parcel.set(PARCEL.CODE, day + "-" + name);
        parcel.set(PARCEL.WEIGHT, weight);
        return parcel;
    }

    private void ask() {
        seen.add(
                "page",
                () -> jooq.select(PARCEL.CODE, PARCEL.WEIGHT)
                        .from(PARCEL)
                        .orderBy(PARCEL.WEIGHT.desc(), PARCEL.CODE)
                        .limit(4)
                        .offset(3)
                        .fetch()
                        .map(Record::intoList));
        seen.add(
                "count",
                () -> jooq.selectCount().from(PARCEL).where(PARCEL.WEIGHT.gt(3)).fetchOne(0, int.class));
        seen.add("fetch count", () -> jooq.fetchCount(PARCEL, PARCEL.CODE.startsWith(day)));
        seen.add(
                "join",
                () -> jooq.select(PARCEL.CODE, SCAN.PLACE)
                        .from(PARCEL)
                        .join(SCAN)
                        .on(SCAN.PARCEL_ID.eq(PARCEL.ID))
                        .orderBy(PARCEL.CODE, SCAN.PLACE)
                        .fetch()
                        .map(Record::intoList));
        seen.add(
                "stream",
                () -> jooq.transactionResult(configuration -> {
                    try (Stream<Parcel> parcels = configuration
                            .dsl()
                            .selectFrom(PARCEL)
                            .orderBy(PARCEL.CODE)
                            .fetchSize(3)
                            .fetchStream()) {
                        return parcels.map(parcel -> parcel.get(PARCEL.CODE)).toList();
                    }
                }));
        seen.add(
                "lazy",
                () -> jooq.transactionResult(configuration -> {
                    List<Integer> weights = new ArrayList<>();
                    try (Cursor<Parcel> cursor = configuration
                            .dsl()
                            .selectFrom(PARCEL)
                            .orderBy(PARCEL.WEIGHT)
                            .fetchSize(2)
                            .fetchLazy()) {
                        cursor.forEach(parcel -> weights.add(parcel.get(PARCEL.WEIGHT)));
                    }
                    return weights;
                }));
        seen.add(
                "for update",
                () -> jooq.transactionResult(configuration -> configuration
                        .dsl()
                        .selectFrom(PARCEL)
                        .where(PARCEL.STATE.eq("new"))
                        .orderBy(PARCEL.CODE.desc())
                        .limit(1)
                        .forUpdate()
                        .skipLocked()
                        .fetchOne(PARCEL.CODE)));
    }

    private void change(List<String> before) {
        for (String other : before) {
            seen.add(
                    "change of " + other,
                    () -> jooq.update(PARCEL)
                            .set(PARCEL.STATE, "seen on " + day)
                            .set(PARCEL.WEIGHT, PARCEL.WEIGHT.plus(1))
                            .where(PARCEL.CODE.eq(other + "-a"))
                            .execute());
        }
        seen.add(
                "row value",
                () -> jooq.update(PARCEL)
                        .set(DSL.row(PARCEL.STATE, PARCEL.WEIGHT), DSL.row("moved", 50))
                        .where(PARCEL.CODE.eq(day + "-d"))
                        .execute());
        seen.add(
                "update returning",
                () -> jooq.update(PARCEL)
                        .set(PARCEL.STATE, "sent")
                        .where(PARCEL.CODE.eq(day + "-e"))
                        .returning(PARCEL.CODE, PARCEL.STATE)
                        .fetchOne()
                        .get(PARCEL.STATE));
        seen.add(
                "delete",
                () -> jooq.deleteFrom(PARCEL).where(PARCEL.CODE.eq(day + "-g")).execute());
    }

    private void store(List<String> before) {
        List<String> days = new ArrayList<>(before);
        days.add(day);
        for (String other : days) {
            seen.add("stored of " + other, () -> {
                Parcel parcel = jooq.fetchOne(PARCEL, PARCEL.CODE.eq(other + "-b"));
                parcel.set(PARCEL.WEIGHT, parcel.get(PARCEL.WEIGHT) + 1);
                parcel.store();
                parcel.refresh();
                return parcel.get(PARCEL.WEIGHT) + " v" + parcel.get(PARCEL.VERSION);
            });
            seen.add("all columns of " + other, () -> {
                Parcel parcel = jooq.fetchOne(PARCEL, PARCEL.CODE.eq(other + "-c"));
                parcel.changed(true);
                parcel.changed(PARCEL.ID, false);
                return parcel.update();
            });
        }
        seen.add("stale", () -> {
            Parcel one = jooq.fetchOne(PARCEL, PARCEL.CODE.eq(day + "-f"));
            Parcel two = jooq.fetchOne(PARCEL, PARCEL.CODE.eq(day + "-f"));
            one.set(PARCEL.STATE, "one");
            one.store();
            two.set(PARCEL.STATE, "two");
            try {
                return two.store();
            } catch (DataChangedException e) {
                return "stale";
            }
        });
        seen.add(
                "deleted record",
                () -> jooq.fetchOne(PARCEL, PARCEL.CODE.eq(day + "-f")).delete());
    }

    private void conflict(List<String> before) {
        List<String> days = new ArrayList<>(before);
        days.add(day);
        for (String other : days) {
            seen.add("duplicate of " + other, () -> {
                try {
                    return jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                            .values(other + "-a", 1)
                            .execute();
                } catch (IntegrityConstraintViolationException e) {
                    return e.sqlStateClass() + " " + e.sqlState();
                }
            });
            seen.add(
                    "nothing of " + other,
                    () -> jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                            .values(other + "-a", 1)
                            .onConflictDoNothing()
                            .execute());
            seen.add(
                    "upsert of " + other,
                    () -> jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                            .values(other + "-a", 1)
                            .onConflict(PARCEL.CODE)
                            .doUpdate()
                            .set(PARCEL.WEIGHT, 77)
                            .execute());
            seen.add(
                    "upsert with excluded of " + other,
                    () -> jooq.insertInto(PARCEL, PARCEL.CODE, PARCEL.WEIGHT)
                            .values(other + "-a", 70)
                            .onConflict(PARCEL.CODE)
                            .doUpdate()
                            .set(PARCEL.WEIGHT, DSL.excluded(PARCEL.WEIGHT).plus(PARCEL.WEIGHT))
                            .execute());
        }
        seen.add(
                "left",
                () -> jooq.selectFrom(PARCEL)
                        .orderBy(PARCEL.CODE)
                        .fetch()
                        .map(parcel -> parcel.get(PARCEL.CODE) + " " + parcel.get(PARCEL.STATE) + " "
                                + parcel.get(PARCEL.WEIGHT)));
    }
}
