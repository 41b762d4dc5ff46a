package io.migratingjdbc.internal.launch;

import io.migratingjdbc.internal.model.PerRole;
import io.migratingjdbc.internal.model.Role;
import io.migratingjdbc.internal.model.StoreId;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Instance ids of the {@code prefix} strategy: {@code <store id>.<time-ordered unique part>} (protocol section 6).
 *
 * <p>The unique part is 48 bits of milliseconds and 80 random bits in base 32 (26 characters, digits before letters), so that ids
 * made later sort later under a bytewise collation. Uniqueness rests on the random bits and, in the end, on the store's own unique index;
 * the clock only orders.
 */
public final class InstanceIds {
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private final Clock clock;
    private final RandomGenerator random;

    public InstanceIds(Clock clock) {
        this(clock, new SecureRandom());
    }

    InstanceIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id of an entity that lives in the given store. */
    public String mint(StoreId store) {
        StringBuilder id = new StringBuilder(40).append(store.value()).append('.');
        append(id, clock.millis(), 10);
        append(id, random.nextLong(), 8);
        append(id, random.nextLong(), 8);
        return id.toString();
    }

    private static void append(StringBuilder id, long bits, int characters) {
        for (int shift = (characters - 1) * 5; shift >= 0; shift -= 5) {
            id.append(DIGITS[(int) (bits >>> shift) & 31]);
        }
    }

    /** The role of the store that the id's prefix names; empty for an id without the prefix of one of these stores. */
    public static Optional<Role> storeOf(String id, PerRole<StoreId> stores) {
        int dot = id.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String prefix = id.substring(0, dot);
        if (prefix.equals(stores.initial().value())) {
            return Optional.of(Role.INITIAL);
        }
        return prefix.equals(stores.target().value()) ? Optional.of(Role.TARGET) : Optional.empty();
    }
}
