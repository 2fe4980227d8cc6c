package io.pushcore.disk;

/** How a directory was left by who used it last. */
public enum LastEnd {
    /** Nobody used it before. */
    NONE,
    /** It was closed: nothing is missing, and epochs go on. */
    CLEAN,
    /** The process or the machine ended, or it is a copy: other epochs begin, so that no position names two messages. */
    UNCLEAN
}
