package io.migratingjdbc.internal.control;

import java.time.Duration;

/**
 * @param lease how long a view may be used without a successful read
 * @param graceOfPolls how many polls see the same transition pending before the host carries it out itself
 */
public record HostSettings(Duration poll, Duration lease, int graceOfPolls) {
    public static final HostSettings DEFAULT = new HostSettings(Duration.ofMillis(500), Duration.ofSeconds(10), 10);
}
