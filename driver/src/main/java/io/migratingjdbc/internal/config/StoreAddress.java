package io.migratingjdbc.internal.config;

import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where a PostgreSQL URL leads, with defaults filled in.
 *
 * @param hosts each with its port
 * @param database null where the URL names none (the server then takes the user's name)
 */
record StoreAddress(SortedSet<String> hosts, String database) {
    private static final String DEFAULT_PORT = ":5432";

    StoreAddress {
        hosts = Collections.unmodifiableSortedSet(new TreeSet<>(hosts));
    }

    /**
     * Reads it as PostgreSQL's own driver does.
     *
     * @param server the URL's part between {@code jdbc:postgresql:} and the parameters
     */
    static StoreAddress of(String server) {
        SortedSet<String> hosts = new TreeSet<>();
        String database = server;
        if (server.startsWith("//")) {
            int slash = server.indexOf('/', 2);
            String list = slash < 0 ? server.substring(2) : server.substring(2, slash);
            database = slash < 0 ? "" : server.substring(slash + 1);
            for (String host : list.split(",")) {
                hosts.add(withPort(host.isEmpty() ? "localhost" : host.toLowerCase(Locale.ROOT)));
            }
        } else {
            hosts.add("localhost" + DEFAULT_PORT);
        }
        return new StoreAddress(hosts, database.isEmpty() || database.equals("/") ? null : database);
    }

    /** A colon inside the brackets of an IPv6 address is not a port's. */
    private static String withPort(String host) {
        return host.lastIndexOf(':') > host.lastIndexOf(']') ? host : host + DEFAULT_PORT;
    }

    /** Whether a connection by one may end in the same database as one by the other. */
    boolean overlaps(StoreAddress other) {
        return hosts.stream().anyMatch(other.hosts::contains)
                && (database == null || other.database == null || database.equals(other.database));
    }

    @Override
    public String toString() {
        return String.join(",", hosts) + "/" + (database == null ? "" : database);
    }
}
