package io.migratingjdbc.internal.model;

/** What is known about a change after a failure. Nothing is ever retried past UNKNOWN. */
public enum Outcome {
    APPLIED,
    NOT_APPLIED,
    UNKNOWN
}
