package io.migratingjdbc.internal.model;

/** What a store's fence row says. The generation is the epoch at which the status last changed and only grows. */
public record Fence(StoreId store, StoreStatus status, long generation) {}
