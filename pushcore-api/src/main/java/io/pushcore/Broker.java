package io.pushcore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A pub/sub broker inside this process: channels, transports and storage. Usable from any thread. */
public interface Broker extends AutoCloseable {
    /** A broker with the storage found on the class path (mostly memory) and no port. */
    static Broker open() {
        return builder().build();
    }

    static Builder builder() {
        return new Builder();
    }

    /**
     * The channel of this name; costs nothing until it is used.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_NAME}
     */
    Channel channel(String name);

    /**
     * Reads all channels of a pattern from now on, those created later included: live, in order per channel.
     * {@link Closed} names the pattern as its channel.
     */
    Subscription subscribe(String pattern, Reader reader);

    /**
     * A token that lets one session in as this identity, once, within {@link Limit#TOKEN_SECONDS}: the user's client shows it as its
     * token. Fails with {@link ErrorCode#NOT_YET} where the storage keeps no leases.
     */
    CompletableFuture<String> issueToken(Identity identity);

    /**
     * The inbox of a user.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_NAME}; {@link ErrorCode#NOT_YET} where the storage keeps no inboxes
     */
    default Inbox inbox(String user) {
        return inbox(user, "");
    }

    /** The inbox of one device of a user, with cursors and numbers of its own. */
    Inbox inbox(String user, String device);

    /** Pushes to a user's own log. */
    CompletableFuture<Pushed> push(String user, Publication publication);

    default CompletableFuture<Pushed> push(String user, Payload payload) {
        return push(user, Publication.of(payload));
    }

    default CompletableFuture<Pushed> push(String user, String text) {
        return push(user, Publication.of(text));
    }

    /** Pushes to many users; says of each, in the order given, what became of it. */
    CompletableFuture<List<PushResult>> pushAll(List<String> users, Publication publication);

    /** Hands a message to the sessions that are open at a user's inboxes, now or never: without number and position, not stored. */
    CompletableFuture<Boolean> pushIfOnline(String user, Publication publication);

    /**
     * Begins to take in what stands in a log elsewhere, by a thread of its own that asks the source, stores what its records become and only then commits.
     * It goes on until it or the broker is closed, and closes the source then; see {@code docs/ingest.md}.
     */
    Ingestion ingest(EventSource source, EventDecoder decoder, IngestRules rules);

    /** What it counts. */
    Stats stats();

    /** The rules and limits that hold now. */
    Tuning tuning();

    /**
     * Puts other rules and limits in the place of those that hold, all at once. They hold for the next publish, command and connection;
     * what a channel keeps changes with its next message.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} names the option that does not fit; nothing has changed then
     */
    void reload(Tuning tuning);

    /**
     * The other node at which a user is best served, so that all the user's devices meet: each node that takes clients and has a {@code nodeAddress}
     * has its share, and one that comes or goes moves no more than that. Empty where it is this node. Any node serves any user all the same.
     */
    Optional<Node> ownerOf(String user);

    /** Whether it takes clients in. */
    BrokerState state();

    /** Sessions as they are now, at most so many, in no order. A lane that does not answer within a second is left out. */
    CompletableFuture<Sessions> sessions(int most);

    /** The same of one user. */
    CompletableFuture<Sessions> sessions(String user, int most);

    /**
     * Ends a session by its public id; says whether there was one. Where a lane does not answer within a second it may not know.
     *
     * @param reason one line that the client is shown
     */
    CompletableFuture<Boolean> disconnect(String session, Farewell farewell, String reason);

    /** Ends all sessions of a user; says how many. */
    CompletableFuture<Long> disconnectUser(String user, Farewell farewell, String reason);

    /**
     * Says something to every session whose dialect has a word for it, whatever it subscribed to; says how many it was written for.
     * At most once and without a position: a session that has not taken what it was answered before is passed over.
     */
    CompletableFuture<Long> broadcast(Payload payload);

    /**
     * Takes no more clients in and sends those that are there away, spread over the time. Completes when they are gone; whoever does
     * not go is cut. The broker goes on in the process until it is closed. A second call waits for the first.
     */
    CompletableFuture<Void> drain(Duration over);

    /**
     * Sends a message the whole way: through the storage, and over each lane that has connections. Says how long it took, or fails
     * with {@link ErrorCode#TIMEOUT} or what was in the way.
     */
    CompletableFuture<Duration> probe(Duration within);

    /** The transports it was opened with, listening. */
    List<Transport> transports();

    /** Closes within 5 seconds; see {@link #close(Duration)}. */
    @Override
    default void close() {
        close(Duration.ofSeconds(5));
    }

    /**
     * Stops accepting, completes or fails every pending publish, lets handlers finish what was published before, tells
     * clients to reconnect, closes transports and storage. What is not done within the deadline is cut. Idempotent.
     */
    void close(Duration deadline);

    /** What a broker is to be; each method replaces the default it names. */
    final class Builder {
        private Optional<Storage> storage = Optional.empty();
        private Optional<Peers> peers = Optional.empty();
        private Optional<String> clusterKey = Optional.empty();
        private String nodeAddress = "";
        private final List<Transport> transports = new ArrayList<>();
        private final Map<Pattern, ChannelRules> rules = new LinkedHashMap<>();
        private ChannelRules defaultRules = ChannelRules.defaults();
        private ChannelRules userLogs = ChannelRules.userLogs();
        private Optional<Authenticator> authenticator = Optional.empty();
        private Optional<Authorizer> authorizer = Optional.empty();
        private Optional<RequestHandler> requests = Optional.empty();
        private Consumer<SessionEvent> sessionEvents = event -> {};
        private WhenTooManySessions whenTooManySessions = WhenTooManySessions.END_OLDEST;
        private Optional<Time> time = Optional.empty();
        private Optional<Executor> executor = Optional.empty();
        private Optional<RandomGenerator> random = Optional.empty();
        private Duration publishTimeout = Duration.ofSeconds(30);
        private Duration publishWaits = Duration.ZERO;
        private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);

        private Builder() {}

        /** Where logs live; by default what is found on the class path. */
        public Builder storage(Storage newStorage) {
            storage = Optional.of(newStorage);
            return this;
        }

        /** The other nodes; none by default. */
        public Builder peers(Peers newPeers) {
            peers = Optional.of(newPeers);
            return this;
        }

        /**
         * What the nodes of the cluster know each other by, 16 bytes of UTF-8 or more. Without one hints carry no messages, channels that are
         * {@code live()} end at this node, and nodes do not ask each other.
         */
        public Builder clusterKey(String key) {
            clusterKey = Optional.of(key);
            return this;
        }

        /** Where clients reach this node, such as {@code https://node-1.example.org}; other nodes show it, and send to it. None by default. */
        public Builder nodeAddress(String address) {
            nodeAddress = address;
            return this;
        }

        /** One more way in; none by default. */
        public Builder transport(Transport transport) {
            transports.add(transport);
            return this;
        }

        /** Rules for the channels of a pattern; where several match, the first one given holds. */
        public Builder channels(String pattern, ChannelRules newRules) {
            rules.put(Pattern.of(pattern), newRules);
            return this;
        }

        /** Rules for the channels that no pattern matches. */
        public Builder channels(ChannelRules newRules) {
            defaultRules = newRules;
            return this;
        }

        /** Rules for users' own logs, to which {@link Broker#push} appends; {@link ChannelRules#userLogs} by default. */
        public Builder userLogs(ChannelRules newRules) {
            userLogs = newRules;
            return this;
        }

        /** Says who a connection is; without one, everyone is anonymous and may do everything. */
        public Builder authenticator(Authenticator newAuthenticator) {
            authenticator = Optional.of(newAuthenticator);
            return this;
        }

        /** Says what a session may do; with an authenticator and without this, subscribing only. */
        public Builder authorizer(Authorizer newAuthorizer) {
            authorizer = Optional.of(newAuthorizer);
            return this;
        }

        /** Answers what clients ask the application itself; without one, such calls fail with {@link ErrorCode#NOT_FOUND}. */
        public Builder requests(RequestHandler handler) {
            requests = Optional.of(handler);
            return this;
        }

        /**
         * Hears what becomes of sessions of users: on the broker's executor, one event at a time, those of a session in their order. What it
         * throws is logged; while it blocks, the events behind wait.
         */
        public Builder sessionEvents(Consumer<SessionEvent> observer) {
            sessionEvents = observer;
            return this;
        }

        /** What happens when a user has more than {@link Limit#SESSIONS_PER_USER}; the oldest session is ended by default. */
        public Builder whenTooManySessions(WhenTooManySessions what) {
            whenTooManySessions = what;
            return this;
        }

        /** Clock and timer; the system's by default. */
        public Builder time(Time newTime) {
            time = Optional.of(newTime);
            return this;
        }

        /** Runs handlers, completions, authenticator and authorizer; threads of the broker's own by default. */
        public Builder executor(Executor newExecutor) {
            executor = Optional.of(newExecutor);
            return this;
        }

        /** Randomness for ids, tokens and epochs; {@link java.security.SecureRandom} by default. For tests. */
        public Builder random(RandomGenerator newRandom) {
            random = Optional.of(newRandom);
            return this;
        }

        /** How long an append of unknown outcome is repeated; 30 seconds by default. */
        public Builder publishTimeout(Duration timeout) {
            publishTimeout = timeout;
            return this;
        }

        /** Lets {@code publish} wait for room, at most so long, instead of failing with {@link ErrorCode#BUSY}. */
        public Builder publishWaits(Duration atMost) {
            publishWaits = atMost;
            return this;
        }

        /** Takes the place of all rules and limits given before. */
        public Builder tuning(Tuning tuning) {
            rules.clear();
            rules.putAll(tuning.rules());
            defaultRules = tuning.defaultRules();
            limits.clear();
            limits.putAll(tuning.limits());
            return this;
        }

        /** Sets one limit; {@link Limit#OFF} for none. */
        public Builder limit(Limit limit, long value) {
            limits.put(limit, value);
            return this;
        }

        /**
         * Opens the broker and waits until storage and transports are ready.
         *
         * @throws PushCoreException {@link ErrorCode#BAD_OPTION} names the option or the artifact that is missing
         */
        public Broker build() {
            Storage chosen =
                    storage.orElseGet(() -> Roots.one(Storage.class, Storage::name, "a storage", "pushcore-memory"));
            BrokerProvider engine =
                    Roots.one(BrokerProvider.class, BrokerProvider::name, "an engine", "pushcore-engine");
            return engine.open(new BrokerOptions(
                    chosen,
                    peers,
                    clusterKey,
                    nodeAddress,
                    transports,
                    new Tuning(rules, defaultRules, userLogs, limits),
                    authenticator,
                    authorizer,
                    requests,
                    sessionEvents,
                    whenTooManySessions,
                    time,
                    executor,
                    random,
                    publishTimeout,
                    publishWaits));
        }
    }
}
