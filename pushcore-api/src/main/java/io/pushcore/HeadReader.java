package io.pushcore;

/** What is called with how far a user's own log reaches, on the broker's executor, one call at a time. What it throws is logged. */
@FunctionalInterface
public interface HeadReader {
    /** The position of the newest message; offset 0 if there never was one. What came between two calls is passed over. */
    void head(Position newest);

    /** The last call. */
    default void closed(Closed closed) {}
}
