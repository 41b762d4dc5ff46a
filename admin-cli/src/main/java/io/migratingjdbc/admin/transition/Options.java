package io.migratingjdbc.admin.transition;

import java.time.Duration;

/**
 * How a command that changes the phase is to be carried out.
 *
 * @param dryRun only look
 * @param await whether to wait for what does not hold yet
 * @param timeout for how long, at most
 * @param deleteCopied whether a rollback from PRE_MIGRATION also deletes what was copied to the target
 */
public record Options(boolean dryRun, boolean await, Duration timeout, Conditions conditions, boolean deleteCopied) {

    boolean mayWait() {
        return await && !dryRun;
    }
}
