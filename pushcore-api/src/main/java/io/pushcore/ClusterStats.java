package io.pushcore;

import java.util.List;

/**
 * What a broker knows of its cluster, at a moment; counters count from its start.
 *
 * @param nodes all that are known, this one among them, by their names
 * @param carrier the kind of carrier; empty without one
 * @param reached whether the carrier carried a message of its own a moment ago; false without one
 * @param storageReached whether the storage answered when it was asked last what has moved; true where nodes share none
 * @param wished channels and patterns of which this node wants hints
 * @param hintsSent hints given to the carrier
 * @param hintsReceived hints that came
 * @param dropped what came and was not of this cluster, or could not be read
 * @param missed how often the carrier said that it may have missed something
 * @param looks how often the storage was asked what has moved
 * @param fetched how often the log was read for what no hint had brought
 */
public record ClusterStats(
        List<Node> nodes,
        String carrier,
        boolean reached,
        boolean storageReached,
        long wished,
        long hintsSent,
        long hintsReceived,
        long dropped,
        long missed,
        long looks,
        long fetched) {
    /** Of a broker that is no part of a cluster. */
    public static final ClusterStats NONE = new ClusterStats(List.of(), "", false, true, 0, 0, 0, 0, 0, 0, 0);

    public ClusterStats {
        nodes = List.copyOf(nodes);
    }
}
