package io.migratingjdbc.admin.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxRateTest {
    @ParameterizedTest
    @CsvSource({"20MB, 20000000", "20 mb/s, 20000000", "7B, 7", "3KB/s, 3000", "2GB, 2000000000"})
    void readsUnits(String text, long bytesPerSecond) {
        MaxRate rate = MaxRate.parse(text);

        assertThat(rate).isEqualTo(new MaxRate(MaxRate.Kind.FIXED, bytesPerSecond));
        assertThat(MaxRate.parse(rate.toString())).isEqualTo(rate);
    }

    @Test
    void readsWords() {
        assertThat(MaxRate.parse("auto")).isEqualTo(MaxRate.AUTO);
        assertThat(MaxRate.parse(" Unlimited")).isEqualTo(MaxRate.UNLIMITED);
        assertThat(MaxRate.parse(MaxRate.AUTO.toString())).isEqualTo(MaxRate.AUTO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "0MB", "-1MB", "1.5MB", "fast", "9999999999999GB"})
    void saysWhatToWriteInstead(String text) {
        assertThatThrownBy(() -> MaxRate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("20MB");
    }
}
