package io.migratingjdbc.tests.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a host process is told on its command line.
 *
 * @param url the JDBC URL, the only thing that an application changes to be migrated
 * @param number the number of the host, from 1
 * @param sharedKeys how many business keys all hosts compete for
 * @param maxLife within which an instance is finished
 */
record HostSettings(String url, int number, int workers, int sharedKeys, Duration maxLife, long seed, Path log) {

    String name() {
        return "h" + number;
    }

    List<String> arguments() {
        return List.of(
                url,
                Integer.toString(number),
                Integer.toString(workers),
                Integer.toString(sharedKeys),
                maxLife.toString(),
                Long.toString(seed),
                log.toString());
    }

    static HostSettings parse(String... arguments) {
        return new HostSettings(
                arguments[0],
                Integer.parseInt(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]),
                Duration.parse(arguments[4]),
                Long.parseLong(arguments[5]),
                Path.of(arguments[6]));
    }
}
