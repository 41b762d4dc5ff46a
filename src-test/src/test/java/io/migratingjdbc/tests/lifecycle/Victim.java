package io.migratingjdbc.tests.lifecycle;

import java.util.List;

/** What is killed (SIGKILL). */
enum Victim {
    /** The command, which is then given again. */
    CLI,
    /** The initial server, which is started again at once; the record is there too. */
    INITIAL(0),
    /** The target server, likewise. */
    TARGET(1),
    BOTH(0, 1);

    private final List<Integer> servers;

    Victim(Integer... servers) {
        this.servers = List.of(servers);
    }

    /** The numbers of the servers. */
    List<Integer> servers() {
        return servers;
    }
}
