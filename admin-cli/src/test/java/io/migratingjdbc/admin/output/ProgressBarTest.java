package io.migratingjdbc.admin.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ProgressBarTest {
    private final ProgressBar bar = new ProgressBar(Ansi.OFF);

    @Test
    void showsShareRateAndTimeLeft() {
        assertThat(bar.bar(50, 100, 12.4, Duration.ofSeconds(65)))
                .isEqualTo("[############............]  50 %  50 of 100  12/s  about 1 min 5 s left");
    }

    @Test
    void leavesOutWhatNobodyKnows() {
        assertThat(bar.bar(0, 100, 0, null)).isEqualTo("[........................]   0 %  0 of 100");
        assertThat(bar.bar(7, 0, Double.NaN, null)).isEqualTo("7");
    }

    @Test
    void isFullOnlyAtTheEndAndNeverOverfull() {
        assertThat(bar.bar(999, 1000, 0, null)).startsWith("[#######################.]  99 %");
        assertThat(bar.bar(1001, 1000, 0, null)).startsWith("[########################] 100 %");
    }

    @Test
    void showsSlowRatesByMinuteOrHour() {
        assertThat(bar.bar(1, 0, 0.5, null)).isEqualTo("1  30/min");
        assertThat(bar.bar(1, 0, 0.001, null)).isEqualTo("1  3.6/h");
    }

    @Test
    void coloursOnlyForATerminal() {
        assertThat(new ProgressBar(Ansi.ON).bar(1, 2, 0, null))
                .contains("\u001B[")
                .contains("50 %");
    }
}
