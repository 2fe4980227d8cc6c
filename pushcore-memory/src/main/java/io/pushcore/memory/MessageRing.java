package io.pushcore.memory;

import io.pushcore.Message;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a channel keeps, by offset. A message that expired leaves an empty place, so that an offset is an index. The lock of
 * the channel guards it.
 */
final class MessageRing {
    private static final int SMALLEST = 8;

    private @Nullable Message[] messages = new Message[0];
    private long[] times = new long[0];
    private int[] sizes = new int[0];
    private long first = 1;
    private long last;
    private long bytes;

    /** The offset of the oldest place; {@code last + 1} if there is none. */
    long first() {
        return first;
    }

    long last() {
        return last;
    }

    long places() {
        return last + 1 - first;
    }

    boolean isEmpty() {
        return first > last;
    }

    long bytes() {
        return bytes;
    }

    /** The message at an offset from first to last, unless it has expired. */
    @Nullable
    Message at(long offset) {
        return messages[index(offset)];
    }

    /** The message at any offset, if it is here. */
    @Nullable
    Message find(long offset) {
        return offset < first || offset > last ? null : at(offset);
    }

    long timeAt(long offset) {
        return times[index(offset)];
    }

    int sizeAt(long offset) {
        return sizes[index(offset)];
    }

    void add(@Nullable Message message, long time, int size) {
        if (places() == messages.length) {
            resize(Math.max(SMALLEST, messages.length * 2));
        }
        last++;
        int index = index(last);
        messages[index] = message;
        times[index] = time;
        sizes[index] = size;
        bytes += size;
    }

    /** Gives an offset to a message that is not kept. */
    void skip() {
        last++;
        first = last + 1;
    }

    void removeFirst() {
        vacate(first);
        first++;
    }

    /** Frees the message at an offset from first to last; its place stays. */
    void vacate(long offset) {
        int index = index(offset);
        messages[index] = null;
        bytes -= sizes[index];
        sizes[index] = 0;
    }

    void dropEmptyPlaces() {
        while (first <= last && at(first) == null) {
            first++;
        }
    }

    /** Gives back memory that has not been needed for a while. */
    void shrink() {
        int capacity = messages.length;
        if (isEmpty()) {
            resize(0);
        } else if (capacity > SMALLEST && places() <= capacity / 4) {
            resize(capacity / 2);
        }
    }

    /** The last offset whose time is at or before a time; {@code first - 1} if none is. */
    long lastUntil(long time) {
        long low = first - 1;
        long high = last;
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (timeAt(middle) <= time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private int index(long offset) {
        return (int) offset & (messages.length - 1);
    }

    private void resize(int capacity) {
        @Nullable Message[] newMessages = new Message[capacity];
        long[] newTimes = new long[capacity];
        int[] newSizes = new int[capacity];
        for (long offset = first; offset <= last; offset++) {
            int index = (int) offset & (capacity - 1);
            newMessages[index] = at(offset);
            newTimes[index] = timeAt(offset);
            newSizes[index] = sizeAt(offset);
        }
        messages = newMessages;
        times = newTimes;
        sizes = newSizes;
    }

    /** Forgets everything and begins again after offset 0. */
    void clear() {
        beginAt(1);
        resize(0);
    }

    /** Begins with an offset; nothing is kept before it. */
    void beginAt(long offset) {
        Arrays.fill(messages, null);
        first = offset;
        last = offset - 1;
        bytes = 0;
    }
}
