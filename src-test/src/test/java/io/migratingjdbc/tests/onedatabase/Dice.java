package io.migratingjdbc.tests.onedatabase;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Every choice of a run, from one seed. */
final class Dice {
    private final Random random;

    Dice(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /** One way among several, taken as often as its weight says. */
    record Way<T>(int weight, Supplier<T> make) {}

    int below(int bound) {
        return random.nextInt(bound);
    }

    long number() {
        return random.nextLong();
    }

    boolean chance(int percent) {
        return below(100) < percent;
    }

    <T> T one(List<T> values) {
        return values.get(below(values.size()));
    }

    @SafeVarargs
    final <T> T one(T... values) {
        return values[below(values.length)];
    }

    @SafeVarargs
    final <T> T way(Way<T>... ways) {
        int sum = 0;
        for (Way<T> way : ways) {
            sum += way.weight();
        }
        int left = below(sum);
        for (Way<T> way : ways) {
            left -= way.weight();
            if (left < 0) {
                return way.make().get();
            }
        }
        throw new IllegalStateException("The weights have no sum");
    }
}
