package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Pattern;
import io.pushcore.Position;
import io.pushcore.Reader;
import io.pushcore.Start;
import io.pushcore.Subscription;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Reads all channels of a pattern in the process: a reader for each, all on one serial executor. */
final class PatternReader implements Subscription, Patterns.Watcher {
    /** When a channel is joined again that could not be. */
    static final Duration JOIN_AGAIN = Duration.ofSeconds(1);

    private final Engine engine;
    private final Pattern pattern;
    private final Reader reader;
    private final SerialExecutor serial;
    private final Map<String, HandlerReader> readers = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Who tells the reader of its end. */
    private volatile @Nullable Thread telling;

    private volatile boolean told;
    /** Of the last event that was handed over. */
    private volatile Position last = new Position("0", 0);

    PatternReader(Engine engine, Pattern pattern, Reader reader) {
        this.engine = engine;
        this.pattern = pattern;
        this.reader = reader;
        this.serial = new SerialExecutor(engine.executor);
    }

    @Override
    public Pattern pattern() {
        return pattern;
    }

    @Override
    public void join(ChannelState channel) {
        if (!channel.claims().take()) {
            // it is being let go; its next life is joined when it begins
            return;
        }
        HandlerReader one = new HandlerReader(engine, channel, new OneChannel(channel), serial);
        if (readers.putIfAbsent(channel.name(), one) == null) {
            one.begin(Start.now());
        } else {
            channel.claims().giveBack();
        }
    }

    @Override
    public String name() {
        return pattern.toString();
    }

    @Override
    public CompletableFuture<Position> started() {
        return CompletableFuture.completedFuture(new Position("0", 0));
    }

    @Override
    public Position position() {
        return last;
    }

    @Override
    public void close() {
        engine.patterns.remove(this);
        readers.values().forEach(HandlerReader::close);
        serial.execute(() -> end(new Closed(name(), Closed.Reason.UNSUBSCRIBED, "")));
    }

    @Override
    public void end() {
        serial.execute(() -> {
            if (readers.isEmpty()) {
                end(new Closed(name(), Closed.Reason.BROKER_CLOSED, "broker is closed"));
            }
        });
    }

    @Override
    public boolean holdsUp(Set<Thread> closers) {
        return !told && (telling == null || !closers.contains(telling)) && !isHandingOver(closers);
    }

    private boolean isHandingOver(Set<Thread> closers) {
        return readers.values().stream().anyMatch(one -> !one.holdsUp(closers));
    }

    private void end(Closed event) {
        if (closed.compareAndSet(false, true)) {
            telling = Thread.currentThread();
            try {
                reader.closed(event);
            } finally {
                told = true;
            }
        }
    }

    /** Passes on what one channel brings, until the pattern is closed. */
    private final class OneChannel implements Reader {
        private final ChannelState channel;

        OneChannel(ChannelState channel) {
            this.channel = channel;
        }

        @Override
        public void message(Message message) {
            if (!closed.get()) {
                last = message.position();
                reader.message(message);
            }
        }

        @Override
        public void gap(Gap gap) {
            if (!closed.get()) {
                reader.gap(gap);
            }
        }

        @Override
        public void closed(Closed event) {
            readers.remove(channel.name());
            if (event.reason() == Closed.Reason.FAILED && !closed.get()) {
                // the storage did not say how far it reaches: asked again, as long as the pattern lives
                engine.time.schedule(JOIN_AGAIN, () -> {
                    if (!closed.get()) {
                        join(channel);
                    }
                });
            }
            // the others cannot run when this one is cut: they come after it on the same executor
            if (event.reason() == Closed.Reason.BROKER_CLOSED && (readers.isEmpty() || engine.readership.isCut())) {
                end(new Closed(name(), event.reason(), event.sentence()));
            }
        }
    }
}
