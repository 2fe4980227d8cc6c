package io.pushcore.engine;

import io.pushcore.transport.WireForm;

/**
 * A channel in one wire form for as long as connections read it so: its tape changes with the epoch, the ribbon stays. The
 * channel's strand writes; lanes read {@link #tape()}.
 */
final class Ribbon {
    private final ChannelState channel;
    final WireForm form;
    private volatile Tape tape;
    /** How many readers there are; only the strand touches it. */
    int readers;

    Ribbon(ChannelState channel, WireForm form, Tape tape) {
        this.channel = channel;
        this.form = form;
        this.tape = tape;
    }

    /** Tells it from all others. */
    String name() {
        return channel.name() + " " + form.name();
    }

    Tape tape() {
        return tape;
    }

    /** Goes on with another tape, on the strand. */
    void replace(Tape next) {
        Tape old = tape;
        tape = next;
        old.cut();
    }

    /** Cuts the tape, from any thread. */
    void cut() {
        channel.onStrand(() -> tape.cut());
    }
}
