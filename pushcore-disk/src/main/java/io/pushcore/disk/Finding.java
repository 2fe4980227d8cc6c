package io.pushcore.disk;

/**
 * Something that is wrong with a directory.
 *
 * @param sentence says what and where
 */
public record Finding(Kind kind, String sentence) {
    /** What it is about. */
    public enum Kind {
        /** The note that the last clean close left, or a small file that it speaks of. */
        NOTE,
        /** A log of writes. */
        LOG,
        /** A sorted file, or one that lists them. */
        FILE,
        /** A record that can be read, and does not go with others. */
        RECORD
    }
}
