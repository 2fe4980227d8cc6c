package io.pushcore.engine.cluster;

import java.util.List;

/**
 * What other nodes answered.
 *
 * @param items of all of them
 * @param whole whether each has answered, and wholly
 */
public record Answers(List<byte[]> items, boolean whole) {
    public Answers {
        items = List.copyOf(items);
    }
}
