package io.pushcore.transport;

/**
 * A wire form whose messages stand several in one frame. {@link #encode} writes one message and one byte behind it that parts it from
 * the next, such as a comma; the broker writes them once for all connections, and a frame around those that one write brings: as many
 * as {@code mergeUpTo} of the channel's rules says at most, within the bytes of one turn.
 */
public interface GatheringForm extends WireForm {
    /** Writes what stands before messages of so many bytes, without the byte behind the last. Called like {@link #encode}. */
    void open(int bytes, Output out);

    /** Writes what stands behind them. */
    void close(Output out);
}
