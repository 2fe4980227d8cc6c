package io.pushcore.peer;

/** What another node may make this one remember. */
final class InterestLimits {
    /** Names per node; who wants more gets all hints. */
    static final int NAMES = 2_000_000;

    /** Patterns per node, so that looking one up stays cheap; who wants more gets all hints. */
    static final int PATTERNS = 10_000;

    /** Parts of one listing: so many that each may hold a few names only. */
    static final int PARTS = 1_000_000;

    /** Nodes of a cluster; further ones are not listened to. */
    static final int NODES = 1_000;

    private InterestLimits() {}
}
