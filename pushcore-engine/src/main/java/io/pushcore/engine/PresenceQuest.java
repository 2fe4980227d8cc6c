package io.pushcore.engine;

import io.pushcore.Presence;
import io.pushcore.engine.cluster.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks who is subscribed to a channel, here and at the nodes where somebody is. Usable from any thread. */
final class PresenceQuest {
    private static final String PRESENCE = "presence";

    private PresenceQuest() {}

    /** From now on other nodes are answered. */
    static void answer(Engine engine) {
        engine.footing.orders().on(PRESENCE, body -> here(engine, RosterCodec.text(body)));
    }

    private static CompletionStage<List<byte[]>> here(Engine engine, String channel) {
        ChannelState state = engine.channels.inUse(channel);
        return state == null
                ? CompletableFuture.completedFuture(List.of())
                : LaneGroup.presence(state)
                        .thenApply(all -> all.stream().map(RosterCodec::bytes).toList());
    }

    static CompletableFuture<List<Presence>> of(Engine engine, String channel) {
        CompletableFuture<List<Presence>> mine = LaneGroup.presence(engine.channels.state(channel));
        Cluster cluster = engine.cluster;
        if (cluster == null || !cluster.isWanted(channel)) {
            return mine;
        }
        return mine.thenCombine(cluster.ask(PRESENCE, RosterCodec.text(channel)), (some, answers) -> {
            List<Presence> all = new ArrayList<>(some);
            answers.items().forEach(item -> all.add(RosterCodec.presence(item)));
            return all;
        });
    }
}
