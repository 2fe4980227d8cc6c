package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Publishes on a channel without a log: to who reads now, here and at other nodes. Only the channel's strand touches it. */
final class LivePublishing {
    private final Engine engine;
    private final ChannelState channel;
    private final Verdicts verdicts;
    private Instant lastTime = Instant.MIN;

    LivePublishing(Engine engine, ChannelState channel, Verdicts verdicts) {
        this.engine = engine;
        this.channel = channel;
        this.verdicts = verdicts;
    }

    void publish(List<Pending> batch) {
        Elsewhere elsewhere = channel.elsewhere();
        List<Message> told = new ArrayList<>();
        for (Pending pending : batch) {
            Message message = message(pending.publication);
            if (!elsewhere.carries(message)) {
                verdicts.fail(List.of(pending), tooLarge(elsewhere.largest()));
                continue;
            }
            channel.kept().append(message);
            channel.audience().announce();
            verdicts.live(message, pending);
            told.add(message);
        }
        batch.forEach(Pending::allTold);
        elsewhere.tellLive(told);
    }

    private Message message(Publication publication) {
        Instant now = engine.time.now();
        lastTime = now.isAfter(lastTime) ? now : lastTime.plusNanos(1);
        Duration ttl = publication.ttl();
        return new Message(
                channel.name(),
                new Position(ChannelState.LIVE_EPOCH, 0),
                lastTime,
                publication.payload(),
                publication.key(),
                publication.headers(),
                publication.sender(),
                ttl.isZero() ? Instant.MAX : lastTime.plus(ttl));
    }

    private PushCoreException tooLarge(int most) {
        return new PushCoreException(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "a message on channel " + channel.name() + ", which keeps no log, must fit into a hint of the carrier: "
                        + most + " bytes with all it brings");
    }
}
