package io.migratingjdbc.admin.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RemainderTest {
    private static final int MOST = 400_000;

    @Test
    void theLastRangesAreSmall() {
        Remainder remainder = new Remainder(2_000_000, 2);

        int[] ranges = IntStream.generate(() -> remainder.next(MOST)).limit(15).toArray();

        assertThat(ranges[0]).isEqualTo(MOST);
        assertThat(ranges[4]).isLessThan(MOST);
        assertThat(ranges[13]).isEqualTo(20_000);
    }

    @Test
    void whereTheStatisticsKnewOfTooFewRangesAreLargeAgain() {
        Remainder remainder = new Remainder(30_000, 2);

        assertThat(IntStream.generate(() -> remainder.next(MOST)).limit(4)).containsExactly(20_000, 20_000, MOST, MOST);
    }

    @Test
    void unknownRowsAreManyRows() {
        assertThat(new Remainder(-1, 2).next(MOST)).isEqualTo(MOST);
    }

    @Test
    void neverMoreThanMayBe() {
        assertThat(new Remainder(2_000_000, 2).next(1_000)).isEqualTo(1_000);
    }
}
