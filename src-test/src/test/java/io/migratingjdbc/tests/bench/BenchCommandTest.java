package io.migratingjdbc.tests.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.migratingjdbc.tests.harness.ChildProcess;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void everyFigureIsMeasured() throws InterruptedException {
        try (ChildProcess bench = ChildProcess.start(
                BenchCommand.class.getName(), "data", "--rows", "100000", "--seconds", "3", "--json")) {
            int exitCode = bench.exitCode(PATIENCE);
            String output = String.join("\n", bench.output());

            assertThat(exitCode).as(output).isZero();
            assertThat(figure(output, "copyRatio")).isPositive();
            assertThat(figure(output, "verifyRatio")).isPositive();
            assertThat(figure(output, "p99Ratio")).isPositive();
            assertThat(figure(output, "cliPeakMb")).isBetween(20.0, 256.0);
        }
    }

    private static double figure(String output, String name) {
        Matcher figure =
                Pattern.compile("\"" + name + "\"\\s*:\\s*([0-9.eE+-]+)").matcher(output);
        assertThat(figure.find()).as(name + " in " + output).isTrue();
        return Double.parseDouble(figure.group(1));
    }
}
