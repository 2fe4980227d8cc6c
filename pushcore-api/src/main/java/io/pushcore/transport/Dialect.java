package io.pushcore.transport;

/** What the bytes of a transport mean. */
public interface Dialect {
    /** The short name, such as {@code line}. */
    String name();

    /** The codec of one new connection. */
    Codec open(Terms terms);
}
