package io.pushcore.engine.cluster;

import io.pushcore.engine.cluster.Bytes.Reading;

/**
 * What every node is to do, as it stands in the log of orders: there it waits for a node that no hint reached.
 *
 * @param asker the node that gave it, which carries it out by itself
 * @param number by which that node knows the answers
 * @param name what is to be done
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, only handed on
record Order(String asker, long number, String name, byte[] body) {
    private static final int VERSION = 1;

    byte[] bytes() {
        return new Bytes(64 + body.length)
                .one(VERSION)
                .text(asker)
                .number(number)
                .text(name)
                .block(body)
                .toArray();
    }

    /**
     * An order as it was written.
     *
     * @throws IllegalArgumentException where it breaks off, or is of a version that this node does not know
     */
    static Order read(byte[] bytes) {
        Reading order = new Reading(bytes);
        int version = order.one();
        if (version != VERSION) {
            throw new IllegalArgumentException("an order of version " + version);
        }
        return new Order(
                order.text(), order.number(), order.text(), order.part().rest());
    }
}
