package io.pushcore;

/** How this broker reaches the other nodes of its cluster; an author implements {@code io.pushcore.peer.Carrier}. */
public interface Peers {
    /** The short name of the kind of carrier, such as {@code redis}; shown in messages and stats. */
    String name();
}
