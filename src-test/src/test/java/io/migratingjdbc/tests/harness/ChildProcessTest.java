package io.migratingjdbc.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class ChildProcessTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Repeats what it is told, until the end of its input. */
    static final class Echo {
        public static void main(String[] arguments) throws IOException {
            System.out.println("ready " + String.join(" ", arguments));
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
            for (String line = input.readLine(); line != null && !line.equals("end"); line = input.readLine()) {
                System.out.println("heard " + line);
            }
            System.exit(7);
        }
    }

    @Test
    void talksToAMainClassInAnotherJvm() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (ChildProcess echo = ChildProcess.start(Echo.class.getName(), heard::add, "a", "b")) {
            assertThat(echo.awaitLine(line -> line.startsWith("ready"), LONG)).isEqualTo("ready a b");
            echo.send("one");
            echo.awaitLine("heard one"::equals, LONG);
            echo.send("end");
            assertThat(echo.exitCode(LONG)).isEqualTo(7);
        }
        assertThat(heard).containsExactly("ready a b", "heard one");
    }

    @Test
    void freezesThawsAndKills() throws Exception {
        try (ChildProcess echo = ChildProcess.start(Echo.class.getName())) {
            echo.awaitLine(line -> line.startsWith("ready"), LONG);
            echo.freeze();
            echo.send("frozen");
            assertThatThrownBy(() -> echo.awaitLine("heard frozen"::equals, Duration.ofMillis(200)))
                    .hasMessageContaining("did not print");
            echo.thaw();
            echo.awaitLine("heard frozen"::equals, LONG);
            echo.kill();
            assertThat(echo.isAlive()).isFalse();
            assertThat(echo.exitCode(LONG)).isEqualTo(128 + 9);
        }
    }

    @Test
    void aFrozenProcessCanBeKilled() {
        ChildProcess echo = ChildProcess.start(Echo.class.getName());
        echo.awaitLine(line -> line.startsWith("ready"), LONG);
        echo.freeze();
        echo.close();
        assertThat(echo.isAlive()).isFalse();
    }
}
