package io.pushcore.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.pushcore.PushCoreException;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The file of a dump: {@code PUSHDUMP}, a version in four bytes, the contents, and the SHA-256 of all that. It stands whole
 * under its name or not at all. All calls block.
 */
final class DumpFile {
    static final int VERSION = 2;
    /** The first version that holds inboxes. */
    static final int WITH_INBOXES = 2;

    private static final byte[] MAGIC = "PUSHDUMP".getBytes(US_ASCII);
    private static final int HEADER_BYTES = MAGIC.length + Integer.BYTES;
    private static final int DIGEST_BYTES = 32;
    private static final int BUFFER_BYTES = 64 << 10;

    /** Writes contents. */
    @FunctionalInterface
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** Reads contents. */
    @FunctionalInterface
    interface Reading<T> {
        T from(DataInputStream in, int version) throws IOException;
    }

    private final Path path;

    DumpFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(path);
    }

    void write(Writing contents) {
        Path unfinished = path.resolveSibling(path.getFileName() + ".unfinished");
        try {
            Files.createDirectories(directory());
            try (FileChannel file = FileChannel.open(unfinished, CREATE, WRITE, TRUNCATE_EXISTING)) {
                OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER_BYTES);
                DigestOutputStream digested = new DigestOutputStream(bytes, sha256());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(digested, BUFFER_BYTES));
                out.write(MAGIC);
                out.writeInt(VERSION);
                contents.to(out);
                out.flush();
                bytes.write(digested.getMessageDigest().digest());
                bytes.flush();
                file.force(true);
            }
            Files.move(unfinished, path, ATOMIC_MOVE, REPLACE_EXISTING);
            syncDirectory();
        } catch (IOException e) {
            throw new StorageException(Fault.RETRIABLE, "cannot write the dump " + path + ": " + e, e);
        }
    }

    /** Checks the whole file, then reads it. */
    <T> T read(Reading<T> contents) {
        try (InputStream file = Files.newInputStream(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(file, BUFFER_BYTES))) {
            int version = check();
            in.skipNBytes(HEADER_BYTES);
            return contents.from(in, version);
        } catch (EOFException | IllegalArgumentException | PushCoreException e) {
            throw corrupt("holds what cannot be: " + e);
        } catch (IOException e) {
            throw new StorageException(Fault.RETRIABLE, "cannot read the dump " + path + ": " + e, e);
        }
    }

    /** Removes the file for good: a crash of the machine must not bring it back, or offsets would be given twice. */
    void remove() {
        try {
            Files.delete(path);
            syncDirectory();
        } catch (IOException e) {
            throw new StorageException(Fault.RETRIABLE, "cannot remove the used dump " + path + ": " + e, e);
        }
    }

    /** A refusal that names the file. */
    StorageException corrupt(String what) {
        return new StorageException(
                Fault.CORRUPT, "dump " + path + " " + what + "; move it away to start without what it holds");
    }

    /** Gives the version. */
    private int check() throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(path)) {
            byte[] header = in.readNBytes(HEADER_BYTES);
            if (header.length < HEADER_BYTES || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
                throw corrupt("is not a dump, or is cut short");
            }
            int version = ByteBuffer.wrap(header).getInt(MAGIC.length);
            if (version < 1 || version > VERSION) {
                throw corrupt("has version " + version + ", this is version " + VERSION);
            }
            digest.update(header);
            long left = Files.size(path) - HEADER_BYTES - DIGEST_BYTES;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    break;
                }
                digest.update(buffer, 0, count);
                left -= count;
            }
            if (left != 0 || !Arrays.equals(digest.digest(), in.readAllBytes())) {
                throw corrupt("is damaged or cut short: its checksum does not fit");
            }
            return version;
        }
    }

    private void syncDirectory() throws IOException {
        FileChannel directory;
        try {
            directory = FileChannel.open(directory(), READ);
        } catch (IOException notHere) {
            return; // Windows cannot open a directory, and needs not
        }
        try (directory) {
            directory.force(true);
        }
    }

    private Path directory() {
        Path parent = path.getParent();
        return parent == null ? path.getRoot() : parent;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
