package io.pushcore.memory;

import io.pushcore.Position;
import io.pushcore.storage.Head;
import io.pushcore.storage.StorageContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes epochs that were never given before, and holds the one of channels that were never written. It changes when heads are
 * forgotten. For a while it is known which: nobody else's start has moved by that, and who stood at their ends missed nothing.
 */
final class Epochs {
    /** Of some 80 KiB each. */
    private static final int REMEMBERED = 32;

    private volatile Epoch current = new Epoch("", List.of());

    /** An epoch, and those before it, the eldest first. */
    private record Epoch(String text, List<Past> before) {}

    /** An epoch that is over: hashes, sorted, of the names whose heads were forgotten at its end, and of where these stood. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Past(String text, long[] names, long[] ends) {
        static Past of(String text, List<Head> forgotten) {
            return new Past(
                    text,
                    forgotten.stream()
                            .mapToLong(head -> hash(head.channel()))
                            .sorted()
                            .toArray(),
                    forgotten.stream()
                            .mapToLong(head -> hash(head.channel(), new Position(head.epoch(), head.last())))
                            .sorted()
                            .toArray());
        }

        boolean forgot(String name) {
            return Arrays.binarySearch(names, hash(name)) >= 0;
        }

        boolean forgotAt(String name, Position end) {
            return Arrays.binarySearch(ends, hash(name, end)) >= 0;
        }
    }

    /** The epoch of channels that were never written. */
    String current() {
        return current.text;
    }

    /** Begins with an epoch. */
    void change(String epoch) {
        current = new Epoch(epoch, List.of());
    }

    /** Goes on with an epoch, since these heads are forgotten. */
    void change(String epoch, List<Head> forgotten) {
        Epoch last = current;
        List<Past> before = new ArrayList<>(last.before);
        before.add(Past.of(last.text, forgotten));
        current = new Epoch(epoch, List.copyOf(before.subList(Math.max(0, before.size() - REMEMBERED), before.size())));
    }

    /** Whether nothing is known to lie between a position of a channel and its start in an epoch. */
    boolean isStart(String name, Position position, String epoch) {
        Epoch now = current;
        boolean since = false;
        for (Past past : now.before) {
            if (since && past.text.equals(epoch)) {
                return true;
            }
            since |= position.offset() == 0 && position.epoch().equals(past.text);
            if (past.forgotAt(name, position)) {
                since = true;
            } else if (since && past.forgot(name)) {
                return false;
            }
        }
        return since && now.text.equals(epoch);
    }

    static String fresh(StorageContext context) {
        // the node's name is unique for each start, so that two starts with one seed differ too
        long number = context.random().nextLong() ^ (context.node().hashCode() * 0x9e3779b97f4a7c15L);
        return Long.toUnsignedString(number, 36);
    }

    private static long hash(String name, Position position) {
        return hash(name + ' ' + position);
    }

    /** FNV-1a in 64 bits, mixed. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash ^ (hash >>> 32);
    }
}
