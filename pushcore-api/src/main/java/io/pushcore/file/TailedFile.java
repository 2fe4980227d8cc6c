package io.pushcore.file;

import io.pushcore.EventRecord;
import io.pushcore.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One of the files that a log is written to, read line by line. Not thread-safe. */
final class TailedFile {
    private static final int CHUNK = 64 << 10;
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_LINES = 500;
    /** So many bytes at the beginning tell it from another under its name. */
    private static final int CHECKED = 1_024;

    private final FileChannel channel;
    private final String identity;
    private final int generation;
    private final FileTime opened;
    private final byte[] head = new byte[CHECKED];
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    /** Where lines that were handed out end, by where they begin. */
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lineLength;
    private long lineStart;
    private long readTo;
    private boolean hasEnded;
    /** When what stands there now was written, at the latest. */
    private Instant written;

    private TailedFile(FileChannel channel, BasicFileAttributes attributes, int generation) {
        this.channel = channel;
        this.identity = Succession.identity(attributes);
        this.generation = generation;
        this.opened = attributes.lastModifiedTime();
        this.written = opened.toInstant();
        chunk.limit(0);
    }

    /** From its beginning. */
    static TailedFile open(Path path, int generation) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new TailedFile(FileChannel.open(path, StandardOpenOption.READ), attributes, generation);
    }

    /** From a position on; null if that is not of this file, for it was cut. */
    static @Nullable TailedFile goOn(Path path, FilePosition left) throws IOException {
        TailedFile file = open(path, left.generation());
        file.readHead(left.checked());
        if (file.channel.size() < left.offset() || file.check(left.checked()) != left.check()) {
            file.close();
            return null;
        }
        file.readTo = left.offset();
        file.lineStart = left.offset();
        return file;
    }

    private void readHead(int bytes) throws IOException {
        ByteBuffer into = ByteBuffer.wrap(head, 0, Math.min(bytes, CHECKED));
        while (into.hasRemaining() && channel.read(into, into.position()) > 0) {
            // until it is full, or the file at its end
        }
    }

    private long check(int bytes) {
        CRC32C sum = new CRC32C();
        sum.update(head, 0, bytes);
        return sum.getValue();
    }

    int generation() {
        return generation;
    }

    String identity() {
        return identity;
    }

    /** When it was written to last, at the time it was opened. */
    FileTime opened() {
        return opened;
    }

    /** Lines that have come, a few hundred at most; a longer line than this many bytes is not held as a whole. */
    List<EventRecord> read(String log, int longestLine) throws IOException {
        List<EventRecord> records = new ArrayList<>();
        long from = readTo;
        while (records.size() < MOST_LINES && readTo - from < MOST_BYTES) {
            if (!chunk.hasRemaining() && !fill()) {
                break;
            }
            while (chunk.hasRemaining() && records.size() < MOST_LINES) {
                byte next = chunk.get();
                readTo++;
                if (next == '\n') {
                    endLine(log, records);
                } else {
                    lineLength++;
                    if (lineLength <= longestLine) {
                        line.write(next);
                    }
                }
            }
        }
        return records;
    }

    private boolean fill() throws IOException {
        chunk.clear();
        int came = channel.read(chunk, readTo);
        chunk.flip();
        if (came <= 0) {
            chunk.limit(0);
            hasEnded = true;
            return false;
        }
        if (hasEnded) {
            written = Instant.now();
        }
        int missing = (int) Math.min(CHECKED - Math.min(readTo, CHECKED), came);
        chunk.get(0, head, (int) Math.min(readTo, CHECKED), missing);
        return true;
    }

    private void endLine(String log, List<EventRecord> records) {
        byte[] bytes = line.toByteArray();
        boolean isWhole = bytes.length == lineLength;
        int length = isWhole && bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        long whole = isWhole ? length : lineLength;
        if (whole > 0) {
            Payload payload = Payload.copyOf(Payload.Type.BINARY, ByteBuffer.wrap(bytes, 0, length));
            records.add(new EventRecord(log, generation, lineStart, written, payload, whole));
            ends.put(lineStart, readTo);
        }
        line.reset();
        lineLength = 0;
        lineStart = readTo;
    }

    /** What stands behind the last newline, now that none will come. */
    List<EventRecord> lastLine(String log) {
        List<EventRecord> records = new ArrayList<>();
        endLine(log, records);
        return records;
    }

    /** Whether it is shorter than what was read of it. */
    boolean wasCut() throws IOException {
        return channel.size() < readTo;
    }

    /** The position behind a line that was handed out. */
    FilePosition positionBehind(long lineOffset) {
        Long end = ends.get(lineOffset);
        if (end == null) {
            throw new IllegalArgumentException("no line begins at " + lineOffset);
        }
        ends.headMap(lineOffset, true).clear();
        int checked = (int) Math.min(end, CHECKED);
        return new FilePosition(generation, end, checked, check(checked), identity);
    }

    void close() throws IOException {
        channel.close();
    }
}
