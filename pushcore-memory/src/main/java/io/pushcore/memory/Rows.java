package io.pushcore.memory;

/**
 * Rows of numbers from 0 on, each column as many bytes wide as its largest needs: none where all are 0. Sized exactly, since there are
 * millions of them and they change seldom.
 */
final class Rows {
    private static final byte[] NOTHING = {};
    private static final int BITS_OF_A_WIDTH = 4;

    private final int columns;
    private int count;
    private byte[] bytes = NOTHING;
    /** The widths of all columns, four bits each, the first lowest. */
    private int widths;

    /** So many rows of zeros. */
    Rows(int columns, int count) {
        this.columns = columns;
        this.count = count;
    }

    int count() {
        return count;
    }

    long get(int row, int column) {
        int width = width(column);
        int at = place(row, column) + width;
        long value = 0;
        for (int left = width; left > 0; left--) {
            value = value << Byte.SIZE | (bytes[--at] & 0xff);
        }
        return value;
    }

    void set(int row, int column, long value) {
        widen(column, value);
        write(row, column, value);
    }

    /** Puts a row before another, or at the end. */
    void insert(int row, long... values) {
        for (int column = 0; column < columns; column++) {
            widen(column, values[column]);
        }
        int length = rowBytes();
        byte[] longer = new byte[bytes.length + length];
        System.arraycopy(bytes, 0, longer, 0, row * length);
        System.arraycopy(bytes, row * length, longer, (row + 1) * length, bytes.length - row * length);
        bytes = longer;
        count++;
        for (int column = 0; column < columns; column++) {
            write(row, column, values[column]);
        }
    }

    void remove(int row) {
        int length = rowBytes();
        byte[] shorter = new byte[bytes.length - length];
        System.arraycopy(bytes, 0, shorter, 0, row * length);
        System.arraycopy(bytes, (row + 1) * length, shorter, row * length, shorter.length - row * length);
        bytes = shorter;
        count--;
    }

    private void write(int row, int column, long value) {
        int at = place(row, column);
        long rest = value;
        for (int left = width(column); left > 0; left--) {
            bytes[at++] = (byte) rest;
            rest >>>= Byte.SIZE;
        }
    }

    /** Sees to it that a value has room in a column. */
    private void widen(int column, long value) {
        int needed = (Long.SIZE - Long.numberOfLeadingZeros(value) + Byte.SIZE - 1) / Byte.SIZE;
        if (needed <= width(column)) {
            return;
        }
        Rows wider = new Rows(columns, count);
        wider.widths = widths + ((needed - width(column)) << (column * BITS_OF_A_WIDTH));
        wider.bytes = new byte[count * wider.rowBytes()];
        for (int row = 0; row < count; row++) {
            for (int each = 0; each < columns; each++) {
                wider.write(row, each, get(row, each));
            }
        }
        bytes = wider.bytes;
        widths = wider.widths;
    }

    private int place(int row, int column) {
        int place = row * rowBytes();
        for (int before = 0; before < column; before++) {
            place += width(before);
        }
        return place;
    }

    private int rowBytes() {
        int length = 0;
        for (int column = 0; column < columns; column++) {
            length += width(column);
        }
        return length;
    }

    private int width(int column) {
        return (widths >>> (column * BITS_OF_A_WIDTH)) & 0xf;
    }
}
