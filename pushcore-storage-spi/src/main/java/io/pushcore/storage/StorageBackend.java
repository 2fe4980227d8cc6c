package io.pushcore.storage;

import io.pushcore.Storage;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A place where logs, leases and inboxes live. A constructor does no I/O; {@link #open} does. */
public interface StorageBackend extends Storage {
    /** What it can do; the same before and after {@link #open}. */
    Capabilities capabilities();

    /** Gets ready. Called once, before anything else is used; the context stays valid until {@link #close} completes. */
    CompletionStage<Void> open(StorageContext context);

    /** The logs of all channels. */
    ChannelLog channelLog();

    /** The leases, if it keeps any; without them there are no single-use tokens and no limit of sessions over several nodes. */
    default Optional<LeaseStore> leaseStore() {
        return Optional.empty();
    }

    /** The inboxes, if it keeps any; without them nobody follows, and nothing waits for who is not there. */
    default Optional<InboxStore> inboxStore() {
        return Optional.empty();
    }

    /** Completes when everything acknowledged is as durable as was said. Calls that come later fail with {@code CLOSED}. */
    CompletionStage<Void> close();
}
