package io.pushcore.engine;

import io.pushcore.Broker;
import io.pushcore.BrokerOptions;
import io.pushcore.BrokerState;
import io.pushcore.Channel;
import io.pushcore.ErrorCode;
import io.pushcore.EventDecoder;
import io.pushcore.EventSource;
import io.pushcore.Farewell;
import io.pushcore.Identity;
import io.pushcore.Inbox;
import io.pushcore.IngestRules;
import io.pushcore.Ingestion;
import io.pushcore.Names;
import io.pushcore.Node;
import io.pushcore.Pattern;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.PushResult;
import io.pushcore.Pushed;
import io.pushcore.Reader;
import io.pushcore.Sessions;
import io.pushcore.Start;
import io.pushcore.Stats;
import io.pushcore.Subscription;
import io.pushcore.Time;
import io.pushcore.Transport;
import io.pushcore.Tuning;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.engine.inbox.LocalInbox;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.transport.Listener;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A broker in this process. */
final class LocalBroker implements Broker {
    private final Engine engine;
    private final Desk desk;
    private final List<Listener> listeners;
    private final Shutdown shutdown;
    private final WideRoster roster;
    private final Draining draining;
    private final Probe probe;
    private final Figures figures;
    private final Pushes pushes;

    private LocalBroker(Engine engine, Desk desk, List<Listener> listeners, Shutdown shutdown) {
        this.engine = engine;
        this.desk = desk;
        this.listeners = listeners;
        this.shutdown = shutdown;
        this.roster = new WideRoster(engine, new Roster(engine, desk.rounds()));
        PresenceQuest.answer(engine);
        this.draining = new Draining(engine, desk, listeners);
        this.probe = new Probe(engine, desk, listeners);
        this.figures = new Figures(engine, desk);
        this.pushes = new Pushes(engine);
        WhoIsThere.answer(engine);
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
            throw StorageAnswer.notOpened(failed);
        }
        Engine engine = new Engine(options, time, executor, random, node, storage);
        Desk desk = new Desk(engine);
        Shutdown shutdown = new Shutdown(engine, desk, listeners, storage, owned);
        LocalBroker broker = new LocalBroker(engine, desk, listeners, shutdown);
        desk.belongsTo(broker);
        broker.start();
        return broker;
    }

    private void start() {
        if (engine.cluster != null) {
            startCluster(engine.cluster);
        }
        engine.channels.start();
        desk.rounds().start();
        engine.sampler.start();
        engine.sessions.start();
        if (engine.inboxes != null) {
            engine.inboxes.start();
        }
        if (engine.takeoverNotes != null) {
            engine.takeoverNotes.start();
        }
        try {
            for (Listener listener : listeners) {
                await(listener.start(desk));
            }
        } catch (RuntimeException failed) {
            close(Duration.ofSeconds(1));
            throw failed;
        }
    }

    /** Before anybody comes who wants to hear of others. */
    private void startCluster(Cluster cluster) {
        try {
            await(cluster.open(engine.executor));
        } catch (RuntimeException failed) {
            close(Duration.ofSeconds(1));
            throw failed;
        }
        cluster.start();
        engine.footing.orders().hear(cluster::ordered);
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
        engine.requireSubscription();
        PatternReader patternReader = new PatternReader(engine, parsed, reader);
        if (engine.cluster != null) {
            engine.cluster.want(pattern);
        }
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
    public Inbox inbox(String user, String device) {
        Objects.requireNonNull(device, "device");
        if (!device.isEmpty()) {
            Names.device(device);
        }
        return new LocalInbox(engine.inboxes(), new InboxId(Names.user(user), device));
    }

    @Override
    public CompletableFuture<Pushed> push(String user, Publication publication) {
        return StorageAnswer.orRefused(() -> pushes.push(user, publication));
    }

    @Override
    public CompletableFuture<List<PushResult>> pushAll(List<String> users, Publication publication) {
        return StorageAnswer.orRefused(() -> pushes.pushAll(users, publication));
    }

    @Override
    public CompletableFuture<Boolean> pushIfOnline(String user, Publication publication) {
        return StorageAnswer.orRefused(() -> pushes.pushIfOnline(user, publication));
    }

    @Override
    public Ingestion ingest(EventSource source, EventDecoder decoder, IngestRules rules) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(decoder, "decoder");
        Objects.requireNonNull(rules, "rules");
        return engine.ingestions.begin(engine, source, decoder, rules);
    }

    @Override
    public Stats stats() {
        return figures.now();
    }

    @Override
    public BrokerState state() {
        if (engine.isClosing()) {
            return BrokerState.CLOSING;
        }
        return engine.isDraining() ? BrokerState.DRAINING : BrokerState.READY;
    }

    @Override
    public CompletableFuture<Sessions> sessions(int most) {
        return ifOpen(() -> roster.sessions(Roster.Meant.ALL, positive(most)));
    }

    @Override
    public CompletableFuture<Sessions> sessions(String user, int most) {
        Objects.requireNonNull(user, "user");
        return ifOpen(() -> roster.sessions(new Roster.Meant("", user), positive(most)));
    }

    /** Asks nothing of a broker that is closed, whose timer and lanes answer no more. */
    private <T> CompletableFuture<T> ifOpen(Supplier<CompletableFuture<T>> question) {
        return engine.isClosing() ? CompletableFuture.failedFuture(Engine.closed()) : question.get();
    }

    private static int positive(int most) {
        if (most <= 0) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "most must be positive: " + most);
        }
        return most;
    }

    @Override
    public CompletableFuture<Boolean> disconnect(String session, Farewell farewell, String reason) {
        Objects.requireNonNull(session, "session");
        return ifOpen(() -> roster.disconnect(new Roster.Meant(session, ""), farewell, reason)
                .thenApply(count -> count > 0));
    }

    @Override
    public CompletableFuture<Long> disconnectUser(String user, Farewell farewell, String reason) {
        Objects.requireNonNull(user, "user");
        return ifOpen(() -> roster.disconnect(new Roster.Meant("", user), farewell, reason));
    }

    @Override
    public CompletableFuture<Long> broadcast(Payload payload) {
        Objects.requireNonNull(payload, "payload");
        return ifOpen(() -> roster.broadcast(payload));
    }

    @Override
    public CompletableFuture<Void> drain(Duration over) {
        Objects.requireNonNull(over, "over");
        return ifOpen(() -> draining.begin(over));
    }

    @Override
    public CompletableFuture<Duration> probe(Duration within) {
        Objects.requireNonNull(within, "within");
        return ifOpen(() -> probe.run(within));
    }

    @Override
    public Optional<Node> ownerOf(String user) {
        Objects.requireNonNull(user, "user");
        return engine.cluster == null ? Optional.empty() : engine.cluster.ownerOf(user);
    }

    @Override
    public Tuning tuning() {
        return engine.tuned().tuning;
    }

    @Override
    public void reload(Tuning tuning) {
        engine.tuner.reload(tuning);
    }

    @Override
    public List<Transport> transports() {
        return List.copyOf(listeners);
    }

    @Override
    public void close(Duration deadline) {
        shutdown.run(deadline);
        draining.end();
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
