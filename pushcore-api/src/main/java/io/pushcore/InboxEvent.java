package io.pushcore;

/** What the session of an inbox meets, in its place in the stream. */
public sealed interface InboxEvent permits Delivery, InboxGap, Closed {}
