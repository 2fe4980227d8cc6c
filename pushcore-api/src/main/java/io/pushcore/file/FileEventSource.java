package io.pushcore.file;

import io.pushcore.ErrorCode;
import io.pushcore.EventRecord;
import io.pushcore.EventSource;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file that others write to, read as they come. A line counts when its newline is there; an empty one is passed over. A file that is renamed and follows
 * another is read to its end first, one that is cut is read from its beginning. How far it was taken in stands in a file of its own, so that it goes on there
 * after a restart; see {@code docs/ingest.md}. What is said of it is said before the first {@link #poll}; then only the thread of its
 * ingestion uses it.
 */
public final class FileEventSource implements EventSource {
    /** 1 MiB. */
    private static final int LONGEST_LINE = 1 << 20;
    /** How soon a line is seen. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final Path file;
    private final Path position;
    private final String log;
    private final int longestLine;
    /** Those of which something is not committed, and the one that is read, by generation. */
    private final NavigableMap<Integer, TailedFile> files = new TreeMap<>();

    private @Nullable TailedFile reading;
    /** The identity of the one that was read before. */
    private String before = "";

    private FileEventSource(Path file, Path position, String log, int longestLine) {
        this.file = file;
        this.position = position;
        this.log = log;
        this.longestLine = longestLine;
    }

    /** From its beginning, or from where it was left. It need not be there yet. */
    public static FileEventSource tail(Path file) {
        Path whole = file.toAbsolutePath();
        Path name = whole.getFileName();
        if (name == null) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "this is no file: " + file);
        }
        return new FileEventSource(whole, whole.resolveSibling(name + ".position"), name.toString(), LONGEST_LINE);
    }

    /** Where it stands how far it was taken in; unless said beside the file, as {@code FILE.position}. */
    public FileEventSource position(Path newPosition) {
        return new FileEventSource(file, newPosition.toAbsolutePath(), log, longestLine);
    }

    /** What its records say they come from; the name of the file unless said. With another one all of them are new. */
    public FileEventSource log(String name) {
        return new FileEventSource(file, position, Names.channel(name), longestLine);
    }

    /** How much of a line is held, in bytes, 1 MiB unless said; a longer one is rejected. */
    public FileEventSource longestLine(int bytes) {
        if (bytes < 1) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "longestLine must be at least 1: " + bytes);
        }
        return new FileEventSource(file, position, log, bytes);
    }

    @Override
    public List<EventRecord> poll(Duration atMost) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            List<EventRecord> records = read();
            long left = deadline - System.nanoTime();
            if (!records.isEmpty() || left <= 0) {
                return records;
            }
            boolean never = new Semaphore(0).tryAcquire(Math.min(left, GLANCE.toNanos()), TimeUnit.NANOSECONDS);
            if (never) {
                return records;
            }
        }
    }

    private List<EventRecord> read() throws IOException {
        TailedFile now = reading;
        if (now == null) {
            now = begin();
            if (now == null) {
                return List.of();
            }
            go(now);
        }
        List<EventRecord> records = now.read(log, longestLine);
        if (!records.isEmpty()) {
            return records;
        }
        if (now.wasCut()) {
            go(TailedFile.open(file, now.generation() + 1));
            return List.of();
        }
        Path next = Succession.after(file, now.identity(), now.opened(), before);
        if (next == null) {
            return List.of();
        }
        // whatever was written before its successor was begun
        List<EventRecord> rest = now.read(log, longestLine);
        if (rest.isEmpty()) {
            rest = now.lastLine(log);
            go(TailedFile.open(next, now.generation() + 1));
        }
        return rest;
    }

    private void go(TailedFile next) throws IOException {
        TailedFile done = reading;
        reading = next;
        files.put(next.generation(), next);
        if (done != null) {
            before = done.identity();
            done.close();
        }
    }

    private @Nullable TailedFile begin() throws IOException {
        FilePosition left = FilePosition.read(position);
        if (left == null) {
            return Succession.isThere(file) ? TailedFile.open(file, 1) : null;
        }
        Path where = Succession.find(file, left.identity());
        if (where == null) {
            // what it stood in is gone
            return Succession.isThere(file) ? TailedFile.open(file, left.generation() + 1) : null;
        }
        TailedFile same = TailedFile.goOn(where, left);
        return same != null ? same : TailedFile.open(where, left.generation() + 1);
    }

    @Override
    public void commit(List<EventRecord> last) throws IOException {
        EventRecord newest = null;
        for (EventRecord one : last) {
            newest = newest == null || one.partition() > newest.partition() ? one : newest;
        }
        TailedFile from = newest == null ? null : files.get(newest.partition());
        if (newest == null || from == null) {
            return;
        }
        from.positionBehind(newest.offset()).write(position);
        files.headMap(newest.partition(), false).clear();
    }

    @Override
    public void close() throws IOException {
        if (reading != null) {
            reading.close();
            reading = null;
        }
    }
}
