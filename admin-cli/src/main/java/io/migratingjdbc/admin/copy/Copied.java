package io.migratingjdbc.admin.copy;

/**
 * What was copied.
 *
 * @param read rows of the source
 * @param inserted how many of them were not in the target yet
 */
public record Copied(long read, long inserted, long bytes) {
    static final Copied NOTHING = new Copied(0, 0, 0);

    Copied plus(Copied other) {
        return new Copied(read + other.read, inserted + other.inserted, bytes + other.bytes);
    }
}
