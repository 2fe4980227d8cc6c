package io.pushcore.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What a clean close leaves behind: how far the database had come, and checksums of its files that tell which others belong to it.
 * Blocks of sorted files carry checksums of their own. Any thread.
 *
 * @param sequence of the last change
 */
record CleanNote(long sequence, TreeMap<String, String> files) {
    private static final String TITLE = "closed cleanly";

    /** Of a database that is closed. */
    static CleanNote of(Path database, long sequence) throws IOException {
        TreeMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(database)) {
            for (Path file : all.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.equals("CURRENT")
                        || name.equals("IDENTITY")
                        || name.startsWith("MANIFEST-")
                        || name.startsWith("OPTIONS-")
                        || name.endsWith(".log")) {
                    files.put(name, checksum(Files.readAllBytes(file)));
                }
            }
        }
        return new CleanNote(sequence, files);
    }

    String text() {
        StringBuilder text = new StringBuilder(TITLE + "\nsequence " + sequence + "\n");
        files.forEach((name, sum) -> text.append(name).append(' ').append(sum).append('\n'));
        return text + checksum(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)) + "\n";
    }

    /** Reads the text form; fails as corrupt if it is not one. */
    static CleanNote parse(String text) {
        List<String> lines = text.lines().toList();
        TreeMap<String, String> files = new TreeMap<>();
        try {
            for (String line : lines.subList(2, lines.size() - 1)) {
                files.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
            }
            CleanNote note = new CleanNote(Long.parseLong(lines.get(1).substring("sequence ".length())), files);
            if (note.text().equals(text)) {
                return note;
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            // told below
        }
        throw Failures.corrupt("the note of the clean close is damaged");
    }

    /** Fails as corrupt if a file is not what it was. */
    void check(Path database) throws IOException {
        for (String name : changed(database)) {
            throw Failures.corrupt(database.resolve(name) + " is not what it was when the storage was closed");
        }
    }

    /** The names of files that are not what they were. */
    List<String> changed(Path database) throws IOException {
        CleanNote now = of(database, sequence);
        return files.entrySet().stream()
                .filter(file -> !file.getValue().equals(now.files.get(file.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return bytes.length + " " + Long.toHexString(sum.getValue());
    }
}
