package io.migratingjdbc.internal.replicate;

/** The trigger functions behind {@link EvacuationTriggers}. All run with their owner's rights, whoever writes. */
final class EvacuationFunctions {
    static final String CHANGE = "migrating_ended_change_noted";
    static final String STALE = "migrating_stale_copy_removed";

    static final String TRUNCATE = "migrating_ended_truncate_refused";

    private EvacuationFunctions() {}

    /**
     * Refuses to TRUNCATE, which no row trigger notes, where entities are marked. TRUNCATE that is not committed yet is waited for by
     * whoever marks, as other writers are.
     *
     * <p>SQLState 0A000. Arguments: migration, the keyed table's name in the plan, the epoch of the marks.
     */
    static String truncate(ControlSchema control) {
        return """
            CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
            AS $truncate$
            BEGIN
                IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted')
                    OR EXISTS (SELECT FROM %2$s e WHERE e.migration = TG_ARGV[0]
                        AND e.table_name = TG_ARGV[1] AND e.since = TG_ARGV[2]::bigint) THEN
                    RAISE EXCEPTION 'rows of %% are copied to the other database of migration "%%"',
                        TG_TABLE_NAME, TG_ARGV[0]
                    USING ERRCODE = '0A000', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
                        HINT = 'Use DELETE instead of TRUNCATE.';
                END IF;
                RETURN NULL;
            END
            $truncate$;
            REVOKE ALL ON FUNCTION %1$s() FROM PUBLIC;
            """.formatted(control.object(TRUNCATE), control.ended());
    }

    /**
     * Notes a change of an entity that is marked as being copied, or refuses it where the store is sealed.
     *
     * <p>Under READ COMMITTED each statement here sees what was committed before it began: a mark that it does not see is committed
     * later, and evacuation, which waits for this transaction then, reads the changed row. With an older snapshot the mark may be out of
     * sight, so that every change is noted; the lock on the seal's row then fails with 40001 where it was changed since the snapshot.
     *
     * <p>SQLState 40001: tried again, the transaction finds the entity in the other store.
     *
     * <p>Arguments: migration, the keyed table's name in the plan, the column of the instance id, the epoch of the marks.
     */
    static String change(ControlSchema control) {
        return """
            CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
            AS $change$
            DECLARE
                fresh boolean := current_setting('transaction_isolation') IN ('read committed', 'read uncommitted');
                closed boolean;
                before text;
                changed text;
            BEGIN
                IF fresh THEN
                    SELECT s.sealed_in IS NOT NULL INTO closed FROM %2$s s WHERE s.migration = TG_ARGV[0];
                ELSE
                    SELECT s.sealed_in IS NOT NULL INTO closed FROM %2$s s WHERE s.migration = TG_ARGV[0] FOR SHARE;
                END IF;
                IF closed THEN
                    RAISE EXCEPTION 'migration "%%" gives this database up: rows of %% are in the other one by now',
                        TG_ARGV[0], TG_TABLE_NAME
                    USING ERRCODE = '40001', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
                        HINT = 'Try the transaction again.';
                END IF;
                FOR turn IN 1 .. 2 LOOP
                    CONTINUE WHEN turn = 1 AND TG_OP = 'INSERT' OR turn = 2 AND TG_OP = 'DELETE';
                    IF turn = 1 THEN
                        EXECUTE format('SELECT ($1).%%I::text', TG_ARGV[2]) INTO changed USING OLD;
                        before := changed;
                    ELSE
                        EXECUTE format('SELECT ($1).%%I::text', TG_ARGV[2]) INTO changed USING NEW;
                        CONTINUE WHEN changed = before;
                    END IF;
                    IF changed IS NOT NULL AND (NOT fresh OR EXISTS (SELECT FROM %3$s e
                            WHERE e.migration = TG_ARGV[0] AND e.table_name = TG_ARGV[1]
                            AND e.since = TG_ARGV[3]::bigint AND e.id = changed)) THEN
                        INSERT INTO %4$s (migration, table_name, id) VALUES (TG_ARGV[0], TG_ARGV[1], changed);
                    END IF;
                END LOOP;
                RETURN NULL;
            END
            $change$;
            REVOKE ALL ON FUNCTION %1$s() FROM PUBLIC;
            """.formatted(control.object(CHANGE), control.evacuation(), control.ended(), control.endedChange());
    }

    /**
     * Takes stale copies away, until copies count: before the first host reads it alone, and no longer looks into the other one
     * for the key of a new row.
     *
     * <p>Arguments: migration, a query of the ids of stale copies with the new row as {@code $1}, what takes one away
     * by its id {@code $1}.
     */
    static String stale(ControlSchema control) {
        return """
            CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
            AS $stale$
            DECLARE
                counting boolean;
                stale text;
            BEGIN
                IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
                    SELECT s.copies_count_in IS NOT NULL INTO counting FROM %2$s s WHERE s.migration = TG_ARGV[0];
                ELSE
                    SELECT s.copies_count_in IS NOT NULL INTO counting FROM %2$s s WHERE s.migration = TG_ARGV[0] FOR SHARE;
                END IF;
                IF counting THEN
                    RETURN NEW;
                END IF;
                FOR stale IN EXECUTE TG_ARGV[1] USING NEW LOOP
                    FOR i IN 2 .. TG_NARGS - 1 LOOP
                        EXECUTE TG_ARGV[i] USING stale;
                    END LOOP;
                END LOOP;
                RETURN NEW;
            END
            $stale$;
            REVOKE ALL ON FUNCTION %1$s() FROM PUBLIC;
            """.formatted(control.object(STALE), control.evacuation());
    }
}
