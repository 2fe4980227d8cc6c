package io.pushcore.cli;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.disk.DiskCheck;
import io.pushcore.disk.DiskStorage;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The directory of a broker that keeps what is published on the disk ({@code --data}). Usable from any thread. */
final class DataDirectory {
    private final Path path;
    private final DiskStorage storage;

    private DataDirectory(Path path, DiskStorage storage) {
        this.path = path;
        this.storage = storage;
    }

    static Optional<DataDirectory> of(ServeOptions options) {
        long half = options.dataMemory() / 2;
        return options.data()
                .map(path -> new DataDirectory(
                        path, DiskStorage.at(path).cacheBytes(half).writeBufferBytes(half)));
    }

    DiskStorage storage() {
        return storage;
    }

    /** What the start says of it. */
    String said() {
        return "data: " + path
                + switch (storage.lastEnd()) {
                    case NONE -> ", which is new";
                    case CLEAN -> ", which was closed cleanly";
                    case UNCLEAN -> ", which was not closed cleanly or is a copy: new epochs begin";
                };
    }

    /** Says what to do about a directory that could not be opened; does nothing if it is about something else. */
    void explain(PushCoreException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof StorageException told) {
                throw new CommandFailed(ExitCode.FAILED, told.getMessage() + advice(path, told));
            }
        }
    }

    /** What to do about a failure, as the end of its sentence; empty where the sentence says it. */
    static String advice(Path path, StorageException failure) {
        if (failure.fault() == Fault.FENCED) {
            return "; end that one, or take another directory";
        }
        return failure.fault() == Fault.CORRUPT && DiskCheck.isStorage(path)
                ? "; ./pushcore check " + path + " says what else is wrong, ./pushcore repair " + path
                        + " what can be saved"
                : "";
    }

    /** What {@code POST /backup} of the admin port does; whoever asks names the directory, so that no other is taken for it. */
    CompletionStage<String> backup(String from, String to) {
        Path target = path(to);
        if (!isSame(path(from))) {
            throw new PushCoreException(
                    ErrorCode.BAD_REQUEST,
                    "this broker has its data in " + path.toAbsolutePath() + ", not in " + Names.shown(from));
        }
        return storage.backup(target).handle((done, failure) -> {
            if (failure != null) {
                throw refusal(failure);
            }
            return "copied to " + target;
        });
    }

    private boolean isSame(Path other) {
        try {
            return other.toRealPath().equals(path.toRealPath());
        } catch (IOException gone) {
            return false;
        }
    }

    private static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException wrong) {
            // told below
        }
        throw new PushCoreException(ErrorCode.BAD_REQUEST, "an absolute path is wanted: " + Names.shown(text));
    }

    private static PushCoreException refusal(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        StorageException told = failure instanceof StorageException direct
                ? direct
                : cause instanceof StorageException wrapped
                        ? wrapped
                        : new StorageException(Fault.RETRIABLE, failure.toString());
        ErrorCode code = switch (told.fault()) {
            case CLOSED -> ErrorCode.BAD_REQUEST;
            case FULL -> ErrorCode.STORAGE_FULL;
            case CORRUPT -> ErrorCode.STORAGE_CORRUPT;
            case RETRIABLE, FENCED -> ErrorCode.STORAGE_UNAVAILABLE;
        };
        return new PushCoreException(code, String.valueOf(told.getMessage()));
    }
}
