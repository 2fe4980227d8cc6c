package io.pushcore.engine;

import io.pushcore.Broker;
import io.pushcore.BrokerOptions;
import io.pushcore.Channel;
import io.pushcore.Identity;
import io.pushcore.Names;
import io.pushcore.Pattern;
import io.pushcore.Reader;
import io.pushcore.Start;
import io.pushcore.Stats;
import io.pushcore.Subscription;
import io.pushcore.Time;
import io.pushcore.Transport;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.transport.Listener;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** A broker in this process. */
final class LocalBroker implements Broker {
    private final Engine engine;
    private final Desk desk;
    private final List<Listener> listeners;
    private final Shutdown shutdown;

    private LocalBroker(Engine engine, Desk desk, List<Listener> listeners, Shutdown shutdown) {
        this.engine = engine;
        this.desk = desk;
        this.listeners = listeners;
        this.shutdown = shutdown;
    }

    static Broker open(BrokerOptions options) {
        StorageBackend storage = Requirements.backend(options);
        List<Listener> listeners =
                options.transports().stream().map(Requirements::listener).toList();
        Requirements.check(options, storage.capabilities());
        List<AutoCloseable> owned = new ArrayList<>();
        Time time = options.time().orElseGet(() -> own(owned, new SystemTime()));
        Executor executor = options.executor().orElseGet(() -> workers(options, time, owned));
        RandomGenerator random = options.random().orElseGet(SecureRandom::new);
        String node = Engine.randomText(random, 20);
        try {
            await(storage.open(new StorageContext(node, time, executor, random)));
        } catch (RuntimeException failed) {
            Shutdown.closeAll(owned);
            throw failed;
        }
        Engine engine = new Engine(options, time, executor, random, node, storage);
        Desk desk = new Desk(engine);
        Shutdown shutdown = new Shutdown(engine, desk, listeners, storage, owned);
        LocalBroker broker = new LocalBroker(engine, desk, listeners, shutdown);
        broker.start();
        return broker;
    }

    private void start() {
        engine.channels.start();
        desk.rounds().start();
        try {
            for (Listener listener : listeners) {
                await(listener.start(desk));
            }
        } catch (RuntimeException failed) {
            close(Duration.ofSeconds(1));
            throw failed;
        }
    }

    @Override
    public Channel channel(String name) {
        return new LocalChannel(engine, Names.channel(name));
    }

    @Override
    public Subscription subscribe(String pattern, Reader reader) {
        Objects.requireNonNull(reader, "reader");
        engine.requireOpen();
        Pattern parsed = Pattern.of(pattern);
        if (!parsed.isWild()) {
            return channel(pattern).subscribe(Start.now(), reader);
        }
        PatternReader patternReader = new PatternReader(engine, parsed, reader);
        engine.patterns.add(patternReader, engine.channels);
        return patternReader;
    }

    @Override
    public CompletableFuture<String> issueToken(Identity identity) {
        Objects.requireNonNull(identity, "identity");
        engine.requireOpen();
        return StorageAnswer.of(engine, desk.access().tokens().issue(identity));
    }

    @Override
    public Stats stats() {
        Counters counters = engine.counters;
        return new Stats(
                engine.channels.size(),
                counters.subscriptions.sum(),
                desk.connections(),
                desk.connections(),
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
                counters.errors());
    }

    @Override
    public List<Transport> transports() {
        return List.copyOf(listeners);
    }

    @Override
    public void close(Duration deadline) {
        shutdown.run(deadline);
    }

    /** Handlers block in real time, however that of the broker goes. */
    private static Workers workers(BrokerOptions options, Time time, List<AutoCloseable> owned) {
        Time real = options.time().isPresent() ? own(owned, new SystemTime()) : time;
        return own(owned, new Workers(real));
    }

    private static <T extends AutoCloseable> T own(List<AutoCloseable> owned, T resource) {
        owned.add(0, resource);
        return resource;
    }

    private static void await(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }
}
