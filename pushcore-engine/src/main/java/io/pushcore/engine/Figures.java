package io.pushcore.engine;

import io.pushcore.ClusterStats;
import io.pushcore.Stats;

/** What the broker counts, put together when somebody asks. Usable from any thread. */
final class Figures {
    private final Engine engine;
    private final Desk desk;

    Figures(Engine engine, Desk desk) {
        this.engine = engine;
        this.desk = desk;
    }

    Stats now() {
        Counters counters = engine.counters;
        Sampler.Sample sample = engine.sampler.last();
        long open = desk.connections();
        return new Stats(
                engine.channels.size(),
                counters.subscriptions.sum(),
                open,
                open + engine.sessions.apart(),
                counters.published.sum(),
                counters.publishedBytes.sum(),
                counters.repeats.sum(),
                counters.refused.sum(),
                counters.delivered.sum(),
                counters.gaps.sum(),
                counters.handlerFailures.sum(),
                engine.inFlight.used(),
                engine.windows.bytes(),
                engine.segments.bytes(),
                engine.pages.bytes(),
                counters.encodings.sum(),
                counters.frozenChannels.sum(),
                counters.errors(),
                desk.commands(),
                desk.commandTimes(),
                desk.transports(),
                counters.receivedBytes.sum(),
                counters.sentBytes.sum(),
                sample.rates(),
                sample.highest(),
                engine.appends.times(),
                sample.busy(),
                desk.rounds().slowest(),
                engine.cluster == null ? ClusterStats.NONE : engine.cluster.stats());
    }
}
