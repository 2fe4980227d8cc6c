package io.pushcore.engine.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.BrokerState;
import io.pushcore.Node;
import java.util.List;
import java.util.Optional;

/**
 * The node that is to serve a user, by rendezvous hashing: the one whose address and the user's name give the highest hash. So a node that comes takes
 * its share from all, one that goes leaves its own to all, and nobody else moves.
 */
final class Placement {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Placement() {}

    /** Of those that take clients and have said where; empty if there are none. */
    static Optional<Node> of(String user, List<Node> nodes) {
        Node best = null;
        long highest = Long.MIN_VALUE;
        for (Node node : nodes) {
            if (node.state() != BrokerState.READY || node.address().isEmpty()) {
                continue;
            }
            long hash = hash(node.address(), user);
            if (best == null || hash > highest) {
                best = node;
                highest = hash;
            }
        }
        return Optional.ofNullable(best);
    }

    private static long hash(String address, String user) {
        long hash = FNV_OFFSET;
        for (byte one : (address + "\n" + user).getBytes(UTF_8)) {
            hash = (hash ^ (one & 0xFF)) * FNV_PRIME;
        }
        return mixed(hash);
    }

    /** Names that differ in their last characters only would else differ in the last bits only. */
    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
