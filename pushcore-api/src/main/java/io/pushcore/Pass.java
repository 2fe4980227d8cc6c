package io.pushcore;

import java.time.Instant;

/**
 * The right to one subscription.
 *
 * @param expires when the subscription ends unless another pass was shown; {@link Instant#MAX} for never
 */
public record Pass(Instant expires) {
    private static final Pass FOR_EVER = new Pass(Instant.MAX);

    /** One that never expires. */
    public static Pass forEver() {
        return FOR_EVER;
    }

    public static Pass until(Instant expires) {
        return new Pass(expires);
    }
}
