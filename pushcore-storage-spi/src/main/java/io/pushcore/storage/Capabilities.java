package io.pushcore.storage;

import io.pushcore.Durability;
import java.time.Duration;

/**
 * What a storage can do; the broker checks what it was asked for against it when it opens.
 *
 * @param durability the best a message can reach
 * @param timeSeek whether {@link ChannelLog#positionAt} finds an offset by time
 * @param shared whether several nodes may use it at the same time
 * @param largestMessageBytes payload, key and headers of one message together
 * @param lossWindow how far back acknowledged messages may be lost by what {@code durability} does not cover; zero if none
 */
public record Capabilities(
        Durability durability, boolean timeSeek, boolean shared, long largestMessageBytes, Duration lossWindow) {}
