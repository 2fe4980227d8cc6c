package io.pushcore.engine;

import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command and, once it is there, its answer; answers are written in the order of their commands. Only the lane touches it. */
final class Slot implements Outcome {
    final Command command;
    private final NetLink link;

    @Nullable
    Reply reply;

    /** What is to follow the answer. */
    @Nullable
    Runnable then;

    /** What waits for all commands before it to be answered. */
    @Nullable
    Runnable turn;

    /** When the command was read. */
    final long since;

    /** What its time is counted by; null until it is known what serves it. */
    @Nullable
    CommandClock clock;

    private boolean taken;

    /** What a publish came to; written before the link is given it. */
    private @Nullable Reply told;

    @Nullable
    Slot nextSettled;

    Slot(NetLink link, Command command, long since) {
        this.link = link;
        this.command = command;
        this.since = since;
    }

    /** Whether the publish is on its way to its channel. */
    boolean isTaken() {
        return taken;
    }

    void take() {
        taken = true;
    }

    /** Of a publish: called on the channel's strand. */
    @Override
    public void stored(Published published) {
        settled(new Reply.Accepted(published));
    }

    @Override
    public void failed(PushCoreException failure) {
        settled(Reply.Refused.of(failure));
    }

    @Override
    public void allTold() {
        link.settled().handOver();
    }

    private void settled(Reply what) {
        told = what;
        link.settled().add(this);
    }

    /** What it came to. */
    Reply told() {
        return Objects.requireNonNull(told);
    }
}
