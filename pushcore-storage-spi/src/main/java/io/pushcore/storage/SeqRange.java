package io.pushcore.storage;

/** Numbers of an inbox, both ends included; none where {@code last} is before {@code first}. */
public record SeqRange(long first, long last) {}
