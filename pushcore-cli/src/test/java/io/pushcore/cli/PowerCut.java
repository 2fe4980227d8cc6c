package io.pushcore.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Takes from files what was never synced, after the process that wrote them has died. A library that is preloaded there notes how far each file
 * was synced; names of files, and what was deleted, are taken as they stand.
 */
final class PowerCut {
    /** Set in a length behind which something was lost. */
    private static final long LOST = 1L << 63;

    private static final int SECTOR = 512;
    /** Fewer cannot be told from what a message may end with. */
    private static final int LEAST_ZEROS = 16;

    private final Path library;
    private final Path notes;
    private final Path fail;

    private PowerCut(Path library, Path directory) {
        this.library = library;
        this.notes = directory.resolve("notes");
        this.fail = directory.resolve("fail");
    }

    /** Built by the C compiler of the machine; skips the test where there is none. */
    static PowerCut in(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("powercut.c");
        try (InputStream in = PowerCut.class.getResourceAsStream("/powercut.c")) {
            Files.copy(in, source);
        }
        Path library = directory.resolve("powercut.so");
        int built;
        try {
            built = new ProcessBuilder(
                            "cc",
                            "-shared",
                            "-fPIC",
                            "-O1",
                            "-o",
                            library.toString(),
                            source.toString(),
                            "-ldl",
                            "-lpthread")
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            built = -1;
        }
        assumeTrue(built == 0, "there is no C compiler to build a library that notes what was synced");
        return new PowerCut(library, directory);
    }

    /** What the process is started with. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(), "POWERCUT_NOTES", notes.toString(), "POWERCUT_FAIL", fail.toString());
    }

    /** The next sync of a log fails, and what it was to sync is lost. */
    void failNextSync() {
        try {
            Files.createFile(fail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a sync has failed since. */
    boolean hasFailed() {
        return Files.notExists(fail);
    }

    /**
     * Cuts each file back to what was synced and, now and then, some or all of what was written behind that, of which logs lose sectors; tells
     * how many bytes went. What is left is synced.
     */
    long cut(Path directory, Random random) throws IOException {
        Map<Long, Long> synced = synced();
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        long gone = 0;
        for (Path file : files) {
            long sure = synced.getOrDefault((Long) Files.getAttribute(file, "unix:ino"), 0L);
            long size = Files.size(file);
            if (size > sure) {
                long left = switch (random.nextInt(3)) {
                    case 0 -> sure;
                    case 1 -> sure + random.nextLong(size - sure);
                    default -> size;
                };
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(left);
                    gone += size - left;
                    if (file.toString().endsWith(".log")) {
                        gone += loseSectors(channel, sure, random);
                    }
                }
            }
        }
        forgetWhatWasLost();
        return gone;
    }

    /** Puts zeros where sectors never reached the disk of a file that had become longer before. */
    private static long loseSectors(FileChannel channel, long sure, Random random) throws IOException {
        long gone = 0;
        int oneOf = 1 + random.nextInt(8);
        long end;
        for (long at = sure; at < channel.size(); at = end) {
            end = Math.min(channel.size(), at - at % SECTOR + SECTOR);
            if (end - at >= LEAST_ZEROS && random.nextInt(oneOf) == 0) {
                channel.write(ByteBuffer.allocate((int) (end - at)), at);
                gone += end - at;
            }
        }
        return gone;
    }

    private Map<Long, Long> synced() throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(notes)).order(ByteOrder.nativeOrder());
        Map<Long, Long> synced = new HashMap<>();
        while (all.hasRemaining()) {
            synced.put(all.getLong(), all.getLong() & ~LOST);
        }
        return synced;
    }

    /** What was lost is gone: from now on syncs of its file say the truth. */
    private void forgetWhatWasLost() throws IOException {
        ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(notes)).order(ByteOrder.nativeOrder());
        for (int length = Long.BYTES; length < all.limit(); length += 2 * Long.BYTES) {
            all.putLong(length, all.getLong(length) & ~LOST);
        }
        Files.write(notes, all.array());
    }
}
