package io.migratingjdbc.internal.model;

/** How an instance id says in which store its entity lives (protocol section 6). */
public enum IdStrategy {
    PREFIX,
    RANGE,
    LOOKUP
}
