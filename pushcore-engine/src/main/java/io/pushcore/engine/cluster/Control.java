package io.pushcore.engine.cluster;

import io.pushcore.Node;
import java.util.List;

/**
 * What nodes tell each other beside hints, as bytes: a version, a kind, and what it says; what a newer node has added stands behind that
 * and is passed over.
 */
sealed interface Control {
    int VERSION = 1;

    /** How a node is. */
    record Status(Node node) implements Control {}

    /** What a user follows was changed. */
    record FollowsChanged(String owner) implements Control {}

    /** Something was left for this node in the storage. */
    record LeftNotes() implements Control {}

    /** A question, which is answered to the node it comes from. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, only handed on
    record Ask(long id, String question, byte[] body) implements Control {}

    /**
     * A part of an answer.
     *
     * @param part its place: carriers repeat and reorder
     * @param last whether no part comes after it
     * @param whole whether nothing was left out of the parts up to it
     */
    record Answer(long id, int part, boolean last, boolean whole, List<byte[]> items) implements Control {}

    /** Of a newer node. */
    record Unknown() implements Control {}
}
