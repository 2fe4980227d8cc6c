package io.pushcore.engine;

/** A reader that publishing may wait for. */
interface Laggard {
    /** The index in the hot window through which it has read; any thread may ask. Beyond all indexes if it is elsewhere. */
    long readThrough();
}
