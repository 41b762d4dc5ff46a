package io.migratingjdbc.internal.merge;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses from which part the next row comes.
 *
 * <p>Invariants: each part is positioned on its first row that is not done with; all rows of one entity come from the
 * part that showed it first. That an entity shows in both means that it ended in one store and was launched in the
 * other between the two reads; either row was true at its read, both together never were. Where the order leaves it
 * open, the accepting store's rows come first, so that its row is the one that stays.
 */
final class RowSource {
    /** Beyond this an answer is too large to remember its keys; recognising duplicates then ends. */
    private static final int MOST_KEYS = 100_000;

    private final Part accepting;
    private final Part other;
    private final RowOrder order;
    private final KeyColumns key;
    private final Long limitOfPart;
    private final Map<List<Object>, Part> seen = new HashMap<>();

    RowSource(Parts parts, RowOrder order, KeyColumns key, Long limitOfPart) throws SQLException {
        this.accepting = new Part(parts.accepting(), order, parts.locking());
        this.other = new Part(parts.other(), order, parts.locking());
        this.order = order;
        this.key = key;
        this.limitOfPart = limitOfPart;
    }

    /** The part whose row is next; null after the last. May be asked again before {@link #take}. */
    Part next() throws SQLException {
        Part chosen = choose();
        while (chosen != null && isDuplicate(chosen)) {
            chosen.leaveOut();
            chosen = choose();
        }
        return chosen;
    }

    /** Gives out the part's row: it stays current until {@code Part.advance}. */
    void take(Part part) throws SQLException {
        // A key that the other part can no longer show need not be remembered.
        if (!key.positions().isEmpty() && !opposite(part).exhausted() && seen.size() < MOST_KEYS) {
            List<Object> value = key.read(part.rows());
            if (value != null) {
                seen.putIfAbsent(value, part);
            }
        }
    }

    private Part choose() throws SQLException {
        if (accepting.lacksRows(limitOfPart) || other.lacksRows(limitOfPart)) {
            throw new DuplicateEntity();
        }
        if (accepting.exhausted()) {
            return other.exhausted() ? null : other;
        }
        return other.exhausted() || order.compare(accepting.values(), other.values()) <= 0 ? accepting : other;
    }

    private boolean isDuplicate(Part part) throws SQLException {
        if (seen.isEmpty()) {
            return false;
        }
        Part first = seen.get(key.read(part.rows()));
        return first != null && first != part;
    }

    private Part opposite(Part part) {
        return part == accepting ? other : accepting;
    }
}
