package io.migratingjdbc.admin.pace;

import java.time.Duration;

/**
 * What the operator has asked of whatever copies and compares for a migration, in any process.
 *
 * @param maxLag how far a replica of either store may be behind; null if it does not matter
 * @param pauseWhile a query of one boolean, asked of the store that the application works in; null for none
 * @param stops how often running commands were asked to stop; a command that has seen fewer ends
 */
public record Orders(MaxRate maxRate, Duration maxLag, String pauseWhile, boolean paused, int stops) {
    public static final Orders DEFAULT = new Orders(MaxRate.AUTO, null, null, false, 0);

    public Orders withMaxRate(MaxRate rate) {
        return new Orders(rate, maxLag, pauseWhile, paused, stops);
    }

    /** @param lag null if it does not matter */
    public Orders withMaxLag(Duration lag) {
        return new Orders(maxRate, lag, pauseWhile, paused, stops);
    }

    /** @param query null for none */
    public Orders withPauseWhile(String query) {
        return new Orders(maxRate, maxLag, query, paused, stops);
    }

    public Orders withPaused(boolean pause) {
        return new Orders(maxRate, maxLag, pauseWhile, pause, stops);
    }

    /** Whoever works now ends; who comes later is not kept from it. */
    public Orders stopped() {
        return new Orders(maxRate, maxLag, pauseWhile, false, stops + 1);
    }
}
