package io.pushcore.disk;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** A walk over the entries of a family in the order of their keys. For one thread, within one {@link View}. */
final class Scan implements AutoCloseable {
    private final Supplier<RocksIterator> opening;
    /** Made when it is needed first: whether something is kept can often be told without. */
    private @Nullable RocksIterator iterator;

    Scan(Supplier<RocksIterator> opening) {
        this.opening = opening;
    }

    private RocksIterator iterator() {
        RocksIterator open = iterator;
        if (open == null) {
            open = opening.get();
            iterator = open;
        }
        return open;
    }

    /** Goes to the first entry at or after a key. */
    boolean seek(byte[] key) {
        iterator().seek(key);
        return isValid();
    }

    /** Goes there too, and leaves it to who asks for it to find out whether it could be read. */
    void start(byte[] key) {
        iterator().seek(key);
    }

    void advance() {
        iterator().next();
    }

    /** Goes to the last entry at or before a key. */
    boolean seekBack(byte[] key) {
        iterator().seekForPrev(key);
        return isValid();
    }

    boolean seekToLast() {
        iterator().seekToLast();
        return isValid();
    }

    boolean next() {
        iterator().next();
        return isValid();
    }

    boolean previous() {
        iterator().prev();
        return isValid();
    }

    /** Whether it stands at an entry; a failure to read is told here. */
    boolean isValid() {
        if (iterator().isValid()) {
            return true;
        }
        try {
            iterator().status();
        } catch (RocksDBException e) {
            throw Failures.of("reading", e);
        }
        return false;
    }

    /** Whether it stands at an entry whose key begins so. */
    boolean isWithin(byte[] prefix) {
        return isValid() && startsWith(key(), prefix);
    }

    byte[] key() {
        return iterator().key();
    }

    /** Copies the key; gives its length, which may be more than was copied. */
    int key(byte[] into) {
        return iterator().key(into);
    }

    /** Copies the beginning of the value; gives its whole length. */
    int value(byte[] into) {
        return iterator().value(into);
    }

    byte[] value() {
        return iterator().value();
    }

    @Override
    public void close() {
        if (iterator != null) {
            iterator.close();
        }
    }

    static boolean startsWith(byte[] key, byte[] prefix) {
        return key.length >= prefix.length && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
    }
}
