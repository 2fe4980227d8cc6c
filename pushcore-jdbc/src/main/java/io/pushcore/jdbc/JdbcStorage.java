package io.pushcore.jdbc;

import io.pushcore.Durability;
import io.pushcore.jdbc.postgresql.Generation;
import io.pushcore.jdbc.postgresql.LeaseCalls;
import io.pushcore.jdbc.postgresql.LogCalls;
import io.pushcore.jdbc.postgresql.SweepCalls;
import io.pushcore.storage.Capabilities;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.StorageBackend;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Storage in PostgreSQL 15 or later, shared by all brokers that use the same schema of it. */
public final class JdbcStorage implements StorageBackend {
    private static final long LARGEST_MESSAGE_BYTES = 64L << 20;

    private final Settings settings;
    private final OpenStorage open = new OpenStorage();
    private final Workers workers = new Workers();
    private final LogCalls calls;
    private final JdbcChannelLog log;
    private final JdbcLeaseStore leases;
    private final JdbcInboxStore inboxes;

    private volatile String standby = "";

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable CompletableFuture<Void> opening;
    private @Nullable CompletableFuture<Void> closing;

    private JdbcStorage(Settings settings) {
        this.settings = settings;
        this.calls = new LogCalls(settings.schema());
        this.log = new JdbcChannelLog(open, calls);
        this.leases = new JdbcLeaseStore(open, new LeaseCalls(settings.schema()));
        this.inboxes = new JdbcInboxStore(open, settings.schema());
    }

    /** In a database to which this source gives connections. */
    public static JdbcStorage on(DataSource source) {
        return new JdbcStorage(Settings.of(source));
    }

    /** In the database of a URL such as {@code jdbc:postgresql://HOST/DATABASE?user=USER}, by connections of its own. */
    public static JdbcStorage on(String url) {
        return on(new UrlSource(url));
    }

    /** Creates the schema when the storage is opened, if it is not there, or brings it to the version of this library. */
    public JdbcStorage createSchema() {
        return new JdbcStorage(settings.creating());
    }

    /** The schema that everything is kept in, lower-case letters, digits and underscores; {@code pushcore} if nothing is said. */
    public JdbcStorage schema(String name) {
        return new JdbcStorage(settings.schema(name));
    }

    /** The most connections that are taken at once, 2 or more; 8 if nothing is said. */
    public JdbcStorage connections(int most) {
        if (most < 2) {
            throw new IllegalArgumentException("connections must be 2 or more: " + most);
        }
        return new JdbcStorage(settings.connections(most));
    }

    /** That what is acknowledged is on a synchronous standby, too; opening fails where the server has none. */
    public JdbcStorage replicated() {
        return new JdbcStorage(settings.replicated());
    }

    /** What the server has beside it, and what that means for what was acknowledged; known once it is open. */
    public String standby() {
        return standby;
    }

    /** How long an answer may take until its connection is given up; for tests. */
    JdbcStorage silence(Duration most) {
        return new JdbcStorage(settings.silence(most));
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public Capabilities capabilities() {
        Durability best = settings.isReplicated() ? Durability.REPLICATED : Durability.DISK;
        return new Capabilities(best, true, true, LARGEST_MESSAGE_BYTES, Duration.ZERO);
    }

    @Override
    public CompletionStage<Void> open(StorageContext context) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        lock.lock();
        try {
            if (opening != null) {
                return CompletableFuture.failedFuture(new StorageException(
                        Fault.CLOSED, "this storage is opened once, use another one for " + context.node()));
            }
            opening = done;
        } finally {
            lock.unlock();
        }
        Thread opener = new Thread(() -> start(context, done), "pushcore-jdbc-open");
        opener.setDaemon(true);
        opener.start();
        return done;
    }

    private void start(StorageContext context, CompletableFuture<Void> done) {
        try {
            standby = new Opening(settings).check().sentence();
            workers.start(
                    settings.connections(),
                    new Supply(settings.source(), new Generation(settings.schema()), context, settings.silence()));
            Committer committer =
                    new Committer(workers, calls, context.time(), Math.max(1, settings.connections() / 2));
            OpenStorage.Parts parts =
                    new OpenStorage.Parts(context, workers, committer, new LeaseClock(context.time()));
            open.set(parts);
            new Sweeper(open, new SweepCalls(settings.schema())).start(parts);
            done.complete(null);
        } catch (RuntimeException | Error failure) {
            done.completeExceptionally(failure);
        }
    }

    @Override
    public ChannelLog channelLog() {
        return log;
    }

    @Override
    public Optional<LeaseStore> leaseStore() {
        return Optional.of(leases);
    }

    @Override
    public Optional<InboxStore> inboxStore() {
        return Optional.of(inboxes);
    }

    @Override
    public CompletionStage<Void> close() {
        return end(Workers::close);
    }

    /** Ends it as the end of the process would; for tests. */
    CompletionStage<Void> abandon() {
        return end(Workers::abandon);
    }

    private CompletionStage<Void> end(Function<Workers, CompletableFuture<Void>> ending) {
        lock.lock();
        try {
            if (opening == null) {
                return CompletableFuture.completedFuture(null);
            }
            if (closing == null) {
                // where it could not be opened there is nothing to close
                closing = opening.handle((opened, failure) -> {
                            open.clear();
                            return failure != null
                                    ? CompletableFuture.<Void>completedFuture(null)
                                    : ending.apply(workers);
                        })
                        .thenCompose(ended -> ended);
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }
}
