package io.pushcore.netty.http;

import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.ShortDuration;
import java.time.Duration;
import java.util.Map;

/** What a request says of a push besides its payload. */
public final class PushParameters {
    private PushParameters() {}

    /** The parameters {@code key} and {@code ttl} and the header {@code Idempotency-Key}. */
    public static Publication publication(Request request, Payload payload) {
        return new Publication(
                payload,
                request.parameter("key").orElse(""),
                request.parameter("ttl").map(ShortDuration::parse).orElse(Duration.ZERO),
                request.header("idempotency-key"),
                Map.of(),
                "");
    }

    /** A time to live of 0: for those who are there, and not stored. */
    public static boolean isOnlyNow(Request request) {
        return request.parameter("ttl")
                .map(ShortDuration::parse)
                .map(Duration::isZero)
                .orElse(false);
    }
}
