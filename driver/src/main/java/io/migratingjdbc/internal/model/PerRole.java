package io.migratingjdbc.internal.model;

import java.util.function.Function;

/** One value for each of the two stores of a migration. */
public record PerRole<T>(T initial, T target) {

    public T get(Role role) {
        return role == Role.INITIAL ? initial : target;
    }

    public <R> PerRole<R> map(Function<? super T, ? extends R> function) {
        return new PerRole<>(function.apply(initial), function.apply(target));
    }
}
