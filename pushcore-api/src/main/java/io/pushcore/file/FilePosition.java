package io.pushcore.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far a tailed log was taken in.
 *
 * @param generation which of the files that followed each other
 * @param offset of the first byte that was not
 * @param checked so many bytes at the beginning of the file
 * @param check what their check sum is
 * @param identity of the file, as the file system gives it; empty if it gives none
 */
record FilePosition(int generation, long offset, int checked, long check, String identity) {
    private static final String FIRST_LINE = "pushcore-position 1";
    private static final Pattern LINE = Pattern.compile("(\\d{1,9}) (\\d{1,18}) (\\d{1,4}) ([0-9a-f]{1,8}) ?(.*)");

    /** What a file says; null if it is not there. */
    static @Nullable FilePosition read(Path path) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(path, UTF_8);
        } catch (NoSuchFileException none) {
            return null;
        }
        Matcher line = LINE.matcher(lines.size() == 2 ? lines.get(1) : "");
        if (lines.isEmpty() || !lines.get(0).equals(FIRST_LINE) || !line.matches()) {
            throw new IOException("this is no file of positions; without it all is taken in again: " + path);
        }
        return new FilePosition(
                Integer.parseInt(line.group(1)),
                Long.parseLong(line.group(2)),
                Integer.parseInt(line.group(3)),
                Long.parseLong(line.group(4), 16),
                line.group(5));
    }

    /** Puts it in the place of what stands there, whole or not at all. */
    void write(Path path) throws IOException {
        String text = FIRST_LINE + "\n" + generation + " " + offset + " " + checked + " " + Long.toHexString(check)
                + " " + identity + "\n";
        Path next = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
