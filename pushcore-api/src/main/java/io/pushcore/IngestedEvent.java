package io.pushcore;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a record of a log elsewhere becomes: one publication for these users and channels, each once; none, where both are empty.
 *
 * @param users to whose own logs it is pushed
 * @param channels to which it is published
 * @param publication an idempotency key of its own takes the place of the record's log, partition and offset
 */
public record IngestedEvent(List<String> users, List<String> channels, Publication publication) {
    public IngestedEvent {
        users = List.copyOf(new LinkedHashSet<>(users));
        channels = List.copyOf(new LinkedHashSet<>(channels));
    }

    public static IngestedEvent toUsers(List<String> users, Publication publication) {
        return new IngestedEvent(users, List.of(), publication);
    }

    public static IngestedEvent toChannel(String channel, Publication publication) {
        return new IngestedEvent(List.of(), List.of(channel), publication);
    }
}
