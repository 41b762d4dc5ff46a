package io.migratingjdbc.internal.control;

/** Told after each sub-step that took place. What it throws stops the transition there, as a crash would. */
public interface TransitionListener {
    TransitionListener NONE = step -> {};

    void after(Step step);
}
