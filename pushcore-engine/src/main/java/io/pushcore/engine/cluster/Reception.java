package io.pushcore.engine.cluster;

import io.pushcore.peer.Carrier;
import java.util.concurrent.atomic.LongAdder;

/** What the carrier brings: understood, counted, handed on. What cannot be read is dropped. Any thread calls. */
final class Reception implements Carrier.Inbound {
    private final Cluster cluster;
    private final Footing footing;
    /** Whether what others say is theirs for sure. */
    private final boolean isTrusted;

    final LongAdder hints = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder missed = new LongAdder();

    Reception(Cluster cluster, Footing footing, boolean isTrusted) {
        this.cluster = cluster;
        this.footing = footing;
        this.isTrusted = isTrusted;
    }

    @Override
    public void hint(String node, String channel, byte[] bytes) {
        hints.increment();
        Hint hint;
        try {
            hint = HintCodec.read(channel, bytes);
        } catch (RuntimeException unreadable) {
            dropped(Carrier.Drop.GARBLED);
            return;
        }
        if (hint instanceof Hint.Moved moved) {
            footing.hinted(channel, moved.head());
        } else if (hint instanceof Hint.Appended appended && isTrusted) {
            footing.appended(channel, appended.messages());
        } else if (hint instanceof Hint.Live live && isTrusted) {
            footing.live(channel, live.messages());
        } else if (hint instanceof Hint.PresenceChanged changed) {
            presenceChanged(channel, changed);
        } else {
            footing.look(channel);
        }
    }

    private void presenceChanged(String name, Hint.PresenceChanged changed) {
        if (!isTrusted) {
            return;
        }
        try {
            PresenceName.channel(name)
                    .ifPresent(channel -> footing.presenceChanged(channel, changed.who(), changed.joined()));
        } catch (RuntimeException unreadable) {
            dropped(Carrier.Drop.GARBLED);
        }
    }

    @Override
    public void control(String node, byte[] bytes) {
        footing.turn().execute(() -> {
            try {
                cluster.controlled(node, ControlCodec.read(bytes), isTrusted);
            } catch (RuntimeException unreadable) {
                dropped(Carrier.Drop.GARBLED);
            }
        });
    }

    @Override
    public void membersChanged() {
        footing.turn().execute(cluster::membersChanged);
    }

    @Override
    public void missed() {
        missed.increment();
        cluster.look();
    }

    @Override
    public void dropped(Carrier.Drop why) {
        dropped.increment();
        footing.warn("dropped " + why, "what came from the carrier was dropped: " + sentence(why));
    }

    private static String sentence(Carrier.Drop why) {
        return switch (why) {
            case FORGED -> "it is not sealed with the key of this cluster";
            case OTHER_VERSION -> "it is of a version that this node does not know";
            case GARBLED -> "it cannot be read";
        };
    }
}
