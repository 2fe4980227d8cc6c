package io.pushcore.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which file follows which, where a log is rotated: those that were renamed have a number or a date behind the name. */
final class Succession {
    /** {@code events.log.1}, {@code events.log-20260131}; not what is packed, and no copy of a person. */
    private static final Pattern RENAMED = Pattern.compile("[.-][0-9][0-9TZ_.:-]*");

    private Succession() {}

    private record Found(Path path, String identity, FileTime modified, long size) {}

    static boolean isThere(Path file) throws IOException {
        return found(file) != null;
    }

    /** What tells a file from others, also under another name; empty if the file system does not say. */
    static String identity(BasicFileAttributes attributes) {
        Object key = attributes.fileKey();
        return key == null ? "" : key.toString();
    }

    /** The file of this identity, under the name of the log or one that it was renamed to. */
    static @Nullable Path find(Path file, String identity) throws IOException {
        Found own = found(file);
        if (own != null && own.identity.equals(identity)) {
            return file;
        }
        for (Found one : renamed(file)) {
            if (one.identity.equals(identity)) {
                return one.path;
            }
        }
        return null;
    }

    /**
     * The file that follows the one of this identity; null while there is none that anything is written to.
     *
     * @param opened when that was written to last, should it be gone
     * @param before the identity of the file before it
     */
    static @Nullable Path after(Path file, String identity, FileTime opened, String before) throws IOException {
        Found own = found(file);
        if (own == null || own.identity.equals(identity) || own.size == 0) {
            return null;
        }
        List<Found> renamed = renamed(file);
        FileTime modified = renamed.stream()
                .filter(one -> one.identity.equals(identity))
                .map(Found::modified)
                .findFirst()
                .orElse(opened);
        Set<String> known = new HashSet<>(Arrays.asList(identity, before, own.identity));
        return renamed.stream()
                .filter(one -> !known.contains(one.identity) && one.modified.compareTo(modified) >= 0)
                .min(Comparator.comparing(Found::modified))
                .map(Found::path)
                .orElse(file);
    }

    private static List<Found> renamed(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        List<Found> renamed = new ArrayList<>();
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(file.resolveSibling("."))) {
            for (Path sibling : siblings) {
                String other = String.valueOf(sibling.getFileName());
                if (other.startsWith(name)
                        && RENAMED.matcher(other.substring(name.length())).matches()) {
                    Found found = found(sibling);
                    if (found != null) {
                        renamed.add(found);
                    }
                }
            }
        }
        return renamed;
    }

    private static @Nullable Found found(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? new Found(path, identity(attributes), attributes.lastModifiedTime(), attributes.size())
                    : null;
        } catch (NoSuchFileException gone) {
            return null;
        }
    }
}
