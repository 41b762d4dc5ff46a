package io.migratingjdbc.internal.control;

/** The sub-steps of a transition, in their order; a process may die after any of them. */
public enum Step {
    /** The pending transition is in the record. */
    BEGUN,
    /** The guards of both stores are as strict as the phase before and the phase after need. */
    GUARDED,
    /** The fence row says the new status; only where a status changes. */
    FENCE_SET,
    /** The closed store's backlog is empty; only after a close. */
    BACKLOG_CARRIED,
    /** The target has its copy of the COMPLETED record; only there. */
    RECORD_COPIED,
    /** The record says the new phase. */
    COMPLETED,
    /** The guards are those of the new phase. */
    GUARDS_SETTLED
}
