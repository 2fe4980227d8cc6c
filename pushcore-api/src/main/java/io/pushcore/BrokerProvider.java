package io.pushcore;

/** The engine behind {@link Broker#open()}, found through {@link java.util.ServiceLoader}. */
public interface BrokerProvider {
    /** The artifact that brings this engine; named when two are found. */
    String name();

    /**
     * Opens a broker and waits until its storage and transports are ready.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} if an option does not fit the storage or a root is unknown
     */
    Broker open(BrokerOptions options);
}
