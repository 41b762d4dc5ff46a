package io.migratingjdbc.internal.replicate;

/** The trigger function behind {@link GuardTriggers}. */
final class GuardFunction {
    /**
     * The order is what makes it safe: first the fence lock, then a read of the fence row that cannot be older than
     * the lock. The lock is taken in every mode, {@code note} included, and held to the end of the transaction: a
     * launch that began before the guard was tightened must not commit after a later close. Nobody takes it
     * exclusively while a store only notes, so noting does not wait.
     *
     * <p>Noting is a courtesy and must never fail the statement, hence the exception block; the lock is taken
     * outside of it, because an abandoned block would give it back. One note per session and hour; a cluster of
     * long-lived sessions thus stays fresh in the eyes of preflight.
     *
     * <p>SQLState 55000 (object not in prerequisite state): neither retried by frameworks, as class 40 would be,
     * nor taken for a broken connection by pools, as classes 08 and 57 would be.
     *
     * <p>Arguments: migration, store id, fence key, the table's name in the plan.
     */
    private static final String DEFINITION = """
            CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
            SET search_path = pg_catalog, pg_temp
            AS $guard$
            DECLARE
                fence record;
                reason text;
            BEGIN
                PERFORM pg_advisory_xact_lock_shared(TG_ARGV[2]::bigint);
                IF current_setting('transaction_isolation') IN ('read committed', 'read uncommitted') THEN
                    SELECT s.status, s.guard INTO fence FROM %2$s s
                    WHERE s.migration = TG_ARGV[0] AND s.store_id = TG_ARGV[1];
                ELSE
                    SELECT s.status, s.guard INTO fence FROM %2$s s
                    WHERE s.migration = TG_ARGV[0] AND s.store_id = TG_ARGV[1] FOR SHARE;
                END IF;
                IF fence.guard = 'deny' THEN
                    reason := 'the other store may hold the same key';
                ELSIF fence.guard = 'fence' AND fence.status <> 'open' THEN
                    reason := 'this database is closed for new rows of that table';
                END IF;
                IF reason IS NOT NULL THEN
                    RAISE EXCEPTION 'migration "%%" does not let this session create or re-key rows of %%: %%',
                        TG_ARGV[0], TG_ARGV[3], reason
                    USING ERRCODE = '55000', SCHEMA = TG_TABLE_SCHEMA, TABLE = TG_TABLE_NAME,
                        HINT = 'Connect through the migrating-jdbc driver (put "migrating:" behind "jdbc:" in the'
                            || ' URL and name the migration''s plan): it knows which database takes the row.';
                END IF;
                BEGIN
                    IF coalesce(current_setting('migrating.noted', true), '')
                            <> to_char(clock_timestamp(), 'YYYYMMDDHH24') THEN
                        PERFORM set_config('migrating.noted', to_char(clock_timestamp(), 'YYYYMMDDHH24'), false);
                        INSERT INTO %3$s (migration, table_name, user_name, application, address, backend)
                        VALUES (TG_ARGV[0], TG_ARGV[3], session_user, current_setting('application_name'),
                            host(inet_client_addr()), pg_backend_pid());
                        IF current_setting('transaction_isolation') <> 'serializable' THEN
                            DELETE FROM %3$s WHERE id IN (
                                SELECT id FROM %3$s
                                WHERE id <= currval(pg_get_serial_sequence(%4$s, 'id')) - 1000
                                FOR UPDATE SKIP LOCKED);
                        END IF;
                    END IF;
                EXCEPTION WHEN OTHERS THEN
                    NULL;
                END;
                RETURN NULL;
            END
            $guard$;
            REVOKE ALL ON FUNCTION %1$s() FROM PUBLIC;
            """;

    private GuardFunction() {}

    static String definition(ControlSchema control) {
        return DEFINITION.formatted(
                control.object(GuardTriggers.INSERT),
                control.store(),
                control.foreign(),
                Sql.literal(control.foreign()));
    }
}
