package io.pushcore;

/** What a reader of a channel meets, in its place in the stream. */
public sealed interface Event permits Message, Gap, Closed {}
