package io.migratingjdbc.admin.transition;

/**
 * Whether one thing holds that a transition needs.
 *
 * @param name what must hold
 * @param todo what to do, or what is waited for; null if it holds
 * @param remaining how much is left until it holds, of whatever there is; 0 if it holds or cannot be counted
 */
public record Precondition(String name, State state, String todo, long remaining) {

    public enum State {
        HOLDS,
        /** Comes about by itself, or by what this command can do: worth waiting for. */
        WAITING,
        /** Only the operator can change it. */
        BLOCKED
    }

    static Precondition holds(String name) {
        return new Precondition(name, State.HOLDS, null, 0);
    }

    static Precondition waiting(String name, long remaining, String todo) {
        return new Precondition(name, State.WAITING, todo, remaining);
    }

    static Precondition blocked(String name, String todo) {
        return new Precondition(name, State.BLOCKED, todo, 0);
    }

    public boolean holds() {
        return state == State.HOLDS;
    }
}
