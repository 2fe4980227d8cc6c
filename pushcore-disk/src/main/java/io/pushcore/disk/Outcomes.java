package io.pushcore.disk;

import java.util.Arrays;

/**
 * What became of the appends of one writer that it has not confirmed yet, by number. Messages are not held: a repeated append
 * brings its own. The writer's thread owns it.
 */
final class Outcomes {
    /** No outcome under that number: it is new. */
    static final int NEW = -1;
    /** The number was confirmed: its outcome is forgotten. */
    static final int FORGOTTEN = -2;

    private static final int SMALLEST = 4;
    /** What a large batch made grow beyond this is given back once it is confirmed. */
    private static final int LARGEST_IDLE = 256;

    final String writer;
    private long[] numbers = new long[SMALLEST];
    /** Of the message: as it is for one that was stored, negative for a repeat, 0 for a mismatch. */
    private long[] offsets = new long[SMALLEST];

    private long[] times = new long[SMALLEST];
    private int size;
    private long confirmed;
    private long seen;

    Outcomes(String writer) {
        this.writer = writer;
    }

    /** When the writer was last heard of. */
    long seen() {
        return seen;
    }

    /** The place of a number, or {@link #NEW} or {@link #FORGOTTEN}. */
    int find(long number) {
        if (size == 0 || number > numbers[size - 1]) {
            return number > confirmed ? NEW : FORGOTTEN;
        }
        int place = Arrays.binarySearch(numbers, 0, size, number);
        if (place >= 0) {
            return place;
        }
        return number > confirmed ? NEW : FORGOTTEN;
    }

    long offset(int place) {
        return offsets[place];
    }

    long time(int place) {
        return times[place];
    }

    long confirmed() {
        return confirmed;
    }

    /** Forgets what the writer has had an answer for. */
    void confirm(long through, long now) {
        seen = now;
        if (through <= confirmed) {
            return;
        }
        confirmed = through;
        if (size > 0 && numbers[size - 1] <= through) {
            size = 0;
            if (numbers.length > LARGEST_IDLE) {
                resize(SMALLEST);
            }
            return;
        }
        int from = 0;
        while (from < size && numbers[from] <= through) {
            from++;
        }
        shift(from, 0, size - from);
        size -= from;
    }

    void add(long number, long offset, long time) {
        if (size == numbers.length) {
            resize(size * 2);
        }
        int place = size;
        while (place > 0 && numbers[place - 1] > number) {
            place--;
        }
        shift(place, place + 1, size - place);
        numbers[place] = number;
        offsets[place] = offset;
        times[place] = time;
        size++;
    }

    void writeTo(ByteWriter out) {
        out.text(writer).signed(seen).number(confirmed).number(size);
        long number = confirmed;
        long offset = 0;
        long time = seen;
        for (int place = 0; place < size; place++) {
            out.number(numbers[place] - number).signed(offsets[place] - offset).signed(times[place] - time);
            number = numbers[place];
            offset = offsets[place];
            time = times[place];
        }
    }

    static Outcomes readFrom(ByteReader in) {
        Outcomes outcomes = new Outcomes(in.text());
        outcomes.seen = in.signed();
        outcomes.confirmed = in.number();
        long number = outcomes.confirmed;
        long offset = 0;
        long time = outcomes.seen;
        for (int left = in.count(); left > 0; left--) {
            number += in.number();
            offset += in.signed();
            time += in.signed();
            outcomes.add(number, offset, time);
        }
        return outcomes;
    }

    private void shift(int from, int to, int count) {
        if (count > 0 && from != to) {
            System.arraycopy(numbers, from, numbers, to, count);
            System.arraycopy(offsets, from, offsets, to, count);
            System.arraycopy(times, from, times, to, count);
        }
    }

    private void resize(int capacity) {
        numbers = Arrays.copyOf(numbers, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        times = Arrays.copyOf(times, capacity);
    }
}
