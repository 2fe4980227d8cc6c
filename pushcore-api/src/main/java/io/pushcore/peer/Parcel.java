package io.pushcore.peer;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is to be sent to one node, or to all. The outbox that has it guards it. */
final class Parcel {
    /** What is said again when it changes, so that only the latest waits. */
    enum Word {
        ASK,
        ACK,
        PROBE,
        LOST
    }

    /** What a hint costs beyond its bytes while it waits. */
    static final int ENTRY_COST = 48;

    private final Map<Word, byte[]> words = new EnumMap<>(Word.class);
    private final ArrayDeque<byte[]> entries = new ArrayDeque<>();
    private @Nullable Telling telling;
    private boolean beat;
    private boolean answer;
    private boolean goodbye;

    void say(Word word, byte[] entry) {
        words.put(word, entry);
    }

    void add(byte[] entry) {
        entries.addLast(entry);
    }

    void tell(Telling interest) {
        telling = interest;
    }

    void beat(boolean wantsAnswer) {
        beat = true;
        answer |= wantsAnswer;
    }

    void goodbye() {
        goodbye = true;
    }

    boolean isEmpty() {
        return words.isEmpty() && entries.isEmpty() && telling == null && !beat && !goodbye;
    }

    /** How much waits, in bytes. */
    long weight() {
        return entries.stream().mapToLong(Parcel::weight).sum();
    }

    static long weight(byte[] entry) {
        return entry.length + (long) ENTRY_COST;
    }

    /**
     * Moves into a frame what fits below {@code limit}, or one larger entry below {@code most}; gives the weight of the entries moved.
     */
    long fill(FrameWriter frame, OwnInterest own, int limit, int most) {
        words.values().forEach(frame::raw);
        words.clear();
        if (telling != null) {
            telling.fill(frame, limit);
            telling = telling.isDone() ? null : telling;
        }
        if (beat && telling == null) {
            // behind the changes, or who hears it would ask for them
            frame.raw(Frame.beat(own.sum(), answer));
            beat = false;
            answer = false;
        }
        long moved = 0;
        for (byte[] entry = entries.peek(); entry != null; entry = entries.peek()) {
            int length = frame.length() + entry.length;
            if (length > limit && (moved > 0 || length > most)) {
                break;
            }
            frame.raw(entry);
            entries.remove();
            moved += weight(entry);
        }
        if (goodbye && telling == null && !beat && entries.isEmpty()) {
            frame.raw(Frame.goodbye());
            goodbye = false;
        }
        return moved;
    }
}
