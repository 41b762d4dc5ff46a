package io.migratingjdbc.internal.model;

/** A transition that was begun: it is only ever completed, by whoever comes along, never replaced. */
public record PendingTransition(Phase to, long epoch) {}
