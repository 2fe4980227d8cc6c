package io.pushcore.redis;

import io.lettuce.core.RedisURI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a node of a Redis cluster answers that does not have the slot: where that is. */
final class Moved {
    private Moved() {}

    /** The place that a failure names, with what else is known of the place that named it. */
    static Optional<RedisURI> in(Throwable failure, RedisURI from) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String place = place(cause.getMessage());
            int colon = place.lastIndexOf(':');
            if (colon >= 0) {
                RedisURI to = RedisURI.builder(from).build();
                to.setHost(colon == 0 ? from.getHost() : place.substring(0, colon));
                to.setPort(Integer.parseInt(place.substring(colon + 1)));
                return Optional.of(to);
            }
        }
        return Optional.empty();
    }

    /** {@code MOVED 1234 host:port}. */
    private static String place(@Nullable String message) {
        return message != null && message.matches("MOVED \\d+ \\S*:\\d{1,5}")
                ? message.substring(message.lastIndexOf(' ') + 1)
                : "";
    }
}
