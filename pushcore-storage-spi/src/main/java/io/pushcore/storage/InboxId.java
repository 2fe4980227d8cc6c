package io.pushcore.storage;

import java.util.Optional;

/**
 * Names an inbox.
 *
 * @param owner a user's name; or that of a {@linkplain #reader reader}. At most 512 bytes of UTF-8
 * @param device one of the user's devices, at most 255 bytes of UTF-8; empty for the user's own inbox, and for a reader
 */
public record InboxId(String owner, String device) {
    /**
     * The inbox of a named subscription of a channel: an owner of its own, who has no log and follows that channel only. No user
     * can have its name, for there is a space in it: {@code $}, the channel, a space, the name of the subscription.
     */
    public static InboxId reader(String channel, String name) {
        return new InboxId("$" + channel + " " + name, "");
    }

    /** The channel that is the log of an owner, {@code @user}; none for a {@linkplain #reader reader}. */
    public static Optional<String> ownLog(String owner) {
        boolean reader = owner.startsWith("$") && owner.indexOf(' ') > 0;
        return reader ? Optional.empty() : Optional.of("@" + owner);
    }
}
