package io.pushcore;

/**
 * Where logs and leases live; a backend implements {@code io.pushcore.storage.StorageBackend}. One on the class path is
 * found through {@link java.util.ServiceLoader} and becomes the default.
 */
public interface Storage {
    /** The short name of the kind of storage, such as {@code memory}; shown in messages and stats. */
    String name();
}
