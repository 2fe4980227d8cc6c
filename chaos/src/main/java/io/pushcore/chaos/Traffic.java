package io.pushcore.chaos;

/** What becomes of the bytes of one direction. */
enum Traffic {
    /** They pass. */
    OPEN,
    /** They pass a while later. */
    SLOW,
    /** They are kept, and pass when the way is open again, as when TCP sends them again. */
    HELD,
    /** They are gone, and nothing passes on that connection any more. */
    SWALLOWED
}
