package io.pushcore.disk;

import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What failures of the database and of files mean to a broker. */
final class Failures {
    private Failures() {}

    static StorageException of(String doing, RocksDBException failure) {
        return new StorageException(faultOf(failure), doing + " failed: " + failure.getMessage(), failure);
    }

    static StorageException of(String doing, java.io.IOException failure) {
        return new StorageException(
                isFull(failure) ? Fault.FULL : Fault.RETRIABLE, doing + " failed: " + failure, failure);
    }

    static boolean isFull(RocksDBException failure) {
        Status status = failure.getStatus();
        return status != null && status.getSubCode() == Status.SubCode.NoSpace;
    }

    static boolean isFull(java.io.IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    static StorageException corrupt(String sentence) {
        return new StorageException(Fault.CORRUPT, sentence);
    }

    static StorageException closed(String directory) {
        return new StorageException(Fault.CLOSED, "storage is not open: " + directory);
    }

    static StorageException unloaded(LinkageError failure) {
        return new StorageException(
                Fault.CLOSED, "the native library of RocksDB cannot be loaded: " + failure, failure);
    }

    /** Of what a work threw: a mistake of ours, or memory that ran out, may pass. */
    static StorageException of(Throwable failure) {
        return failure instanceof StorageException known
                ? known
                : new StorageException(Fault.RETRIABLE, "writing failed: " + failure, failure);
    }

    /** What is asked for meanwhile is not done. */
    static Fault ofReopening(RocksDBException failure) {
        Fault fault = faultOf(failure);
        return fault == Fault.RETRIABLE ? Fault.CLOSED : fault;
    }

    private static Fault faultOf(RocksDBException failure) {
        Status status = failure.getStatus();
        if (status == null) {
            return Fault.RETRIABLE;
        }
        if (isFull(failure)) {
            return Fault.FULL;
        }
        return status.getCode() == Status.Code.Corruption ? Fault.CORRUPT : Fault.RETRIABLE;
    }
}
