package io.migratingjdbc.admin.verify;

/** How a row differs between the stores. */
enum Difference {
    /** Only the source has it. */
    MISSING,
    /** Only the target has it. */
    EXTRA,
    /** Both have its primary key, with different contents. */
    DIFFERENT
}
