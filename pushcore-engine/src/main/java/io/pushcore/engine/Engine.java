package io.pushcore.engine;

import io.pushcore.BrokerOptions;
import io.pushcore.Durability;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.engine.session.Terms;
import io.pushcore.engine.session.UserSessions;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What all parts of one broker share; set once when it opens. */
final class Engine {
    final BrokerOptions options;
    final Time time;
    final Executor executor;
    final RandomGenerator random;
    final String node;
    final ChannelLog log;
    /** The best the storage has. */
    final Durability bestDurability;

    final Optional<LeaseStore> leases;
    final Counters counters = new Counters();
    /** How long appends took. */
    final Latencies appends = new Latencies();

    final Activity activity = new Activity();
    final Sampler sampler;
    final SegmentPool segments;
    final Tapes tapes;
    final Pages pages;
    final Windows windows;
    /** Bytes of publishes that wait for the storage. */
    final Budget inFlight;

    final Patterns patterns = new Patterns();
    final Channels channels;
    final Tuner tuner;
    final Paces paces;

    /** Where the storage keeps inboxes. */
    final @Nullable Inboxes inboxes;

    /** Whether other nodes may use the storage at the same time. */
    final boolean isShared;

    final Prompt prompt;
    /** For the first readers of channels. */
    final HeadCalls headCalls = new HeadCalls(this);

    final ClusterFooting footing;
    /** Where there may be other nodes. */
    final @Nullable Cluster cluster;

    /** Where several nodes may open an inbox. */
    final @Nullable TakeoverNotes takeoverNotes;

    /** Those of users that this node holds. */
    final UserSessions sessions;

    final Ingestions ingestions = new Ingestions();
    final LogLines logLines;
    final Encoder encoder;
    final Readership readership = new Readership();
    final Errands errands;

    /** The last append number of any channel that was let go: its next life goes on above, or it would repeat old appends. */
    final AtomicLong retiredNumber = new AtomicLong();

    private volatile LongSupplier connections = () -> 0;
    private volatile Tuned tuned;
    private volatile boolean draining;
    private volatile boolean closing;
    private volatile boolean closed;

    Engine(
            BrokerOptions options,
            Time time,
            Executor executor,
            RandomGenerator random,
            String node,
            StorageBackend storage) {
        this.options = options;
        this.time = time;
        this.executor = executor;
        this.errands = new Errands(executor);
        this.random = random;
        this.node = node;
        this.log = storage.channelLog();
        this.isShared = storage.capabilities().shared();
        this.prompt = new Prompt(this);
        this.bestDurability = storage.capabilities().durability();
        this.leases = storage.leaseStore();
        this.tuned = new Tuned(options.tuning(), isShared);
        this.tuner = new Tuner(this, storage.capabilities());
        this.paces = new Paces(time);
        this.segments = new SegmentPool(limit(Limit.TAPE_BYTES));
        this.tapes = new Tapes(segments);
        this.pages = new Pages(this, limit(Limit.TAPE_BYTES));
        this.windows = new Windows(limit(Limit.HOT_WINDOW_BYTES), limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL));
        this.inFlight = new Budget(limit(Limit.IN_FLIGHT_BYTES));
        this.logLines = new LogLines(time);
        this.encoder = new Encoder(counters, logLines);
        this.channels = new Channels(this);
        this.sessions = new UserSessions(new Terms(
                node,
                time,
                executor,
                new SerialExecutor(errands),
                leases,
                isShared,
                () -> limit(Limit.SESSIONS_PER_USER),
                options.whenTooManySessions(),
                options.sessionEvents(),
                this::leftNotes,
                logLines::warn));
        this.sampler = new Sampler(this);
        this.footing = new ClusterFooting(this, options.nodeAddress());
        this.cluster = isShared || options.peers().isPresent()
                ? new Cluster(footing, Requirements.carrier(options), Requirements.seal(options))
                : null;
        this.inboxes = storage.inboxStore()
                .map(store -> new Inboxes(
                        new InboxGround(this, store), (int) Math.min(limit(Limit.UNACKNOWLEDGED_PER_INBOX), 1 << 20)))
                .orElse(null);
        this.takeoverNotes = isShared && inboxes != null && leases.isPresent()
                ? new TakeoverNotes(this, inboxes, leases.get())
                : null;
    }

    /** How many connections are open. */
    long connections() {
        return connections.getAsLong();
    }

    /** Who counts them. */
    void connections(LongSupplier count) {
        connections = count;
    }

    private void leftNotes(String otherNode) {
        if (cluster != null) {
            cluster.leftNotes(otherNode);
        }
    }

    /** The rules and limits that hold now. */
    Tuned tuned() {
        return tuned;
    }

    /** From now on these hold. */
    void tune(Tuned next) {
        tuned = next;
        segments.budget(limit(Limit.TAPE_BYTES));
        pages.budget(limit(Limit.TAPE_BYTES));
        windows.budget(limit(Limit.HOT_WINDOW_BYTES), limit(Limit.HOT_WINDOW_BYTES_PER_CHANNEL));
    }

    long limit(Limit limit) {
        return tuned.limit(limit);
    }

    /** Fails where there may be no more subscriptions. */
    void requireSubscription() {
        long most = limit(Limit.SUBSCRIPTIONS);
        if (counters.subscriptions.sum() >= most) {
            throw TooMuch.of(Limit.SUBSCRIPTIONS, most);
        }
    }

    /** The inboxes; fails where the storage keeps none. */
    Inboxes inboxes() {
        requireOpen();
        if (inboxes == null) {
            throw new PushCoreException(ErrorCode.NOT_YET, "the storage keeps no inboxes");
        }
        return inboxes;
    }

    /** From now on publishes and subscriptions are refused. */
    void beginClosing() {
        closing = true;
    }

    /** From now on no connections come in. */
    void beginDraining() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    boolean isClosing() {
        return closing;
    }

    /** From now on everything is refused. */
    void endClosing() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** Fails with {@code CLOSED} once the end has begun. */
    void requireOpen() {
        if (closing) {
            throw closed();
        }
    }

    static PushCoreException closed() {
        return new PushCoreException(ErrorCode.CLOSED, "broker is closed");
    }

    /** So many random bits as text of {@code [0-9a-z]}, 5 bits a character. */
    String randomText(int characters) {
        return randomText(random, characters);
    }

    static String randomText(RandomGenerator random, int characters) {
        StringBuilder text = new StringBuilder(characters);
        for (int i = 0; i < characters; i++) {
            text.append("0123456789abcdefghijklmnopqrstuv".charAt(random.nextInt(32)));
        }
        return text.toString();
    }
}
