package io.pushcore;

import java.time.Duration;
import java.util.Optional;

/**
 * How the channels of a pattern behave. Immutable; begins with {@link #defaults()}, {@link #keep(long)} or {@link #live()},
 * each further method gives a changed copy.
 *
 * @param keepCount how many messages new readers and history see; at least 0
 * @param keepBytes how many bytes of payload and headers they see
 * @param keepFor how far back in time they see; zero for no bound
 * @param maxPayloadBytes the largest payload
 * @param ttl the time to live of messages that bring none; zero for no bound
 * @param isLive whether there is no log: at most once, without positions, history and recovery
 * @param mergeCount with {@code mergeWithin}: how many messages end a wait; 0 for no merging by time
 * @param mergeWithin the longest time a message waits for others to travel with
 * @param isLatestOnly whether readers that are behind are shown the newest message only
 * @param lag what happens when a reader is about to leave the hot window
 * @param lagWait the longest time a publish waits with {@link Lag#WAIT}
 * @param durability what a publish waits for; the best that the storage has if empty
 * @param idempotencyFor how long idempotency keys are remembered
 * @param idempotencyCount how many of them a channel remembers
 * @param publishesPerSecond how many messages a second a channel takes, and how many at once; 0 for no bound
 */
public record ChannelRules(
        long keepCount,
        long keepBytes,
        Duration keepFor,
        int maxPayloadBytes,
        Duration ttl,
        boolean isLive,
        int mergeCount,
        Duration mergeWithin,
        boolean isLatestOnly,
        Lag lag,
        Duration lagWait,
        Optional<Durability> durability,
        Duration idempotencyFor,
        int idempotencyCount,
        long publishesPerSecond) {

    /** What happens when a reader is about to leave the hot window of its channel. */
    public enum Lag {
        /** Publishing goes on; the reader reads history, and meets a gap where that is trimmed too. */
        GAP,
        /** Publishing waits, for a bounded time, for readers in the process and those that asked for it. */
        WAIT
    }

    /** The largest payload unless a rule says otherwise: 64 KiB. */
    public static final int DEFAULT_MAX_PAYLOAD_BYTES = 64 << 10;

    public ChannelRules {
        atLeast("keep", keepCount, 0);
        atLeast("keepBytes", keepBytes, 1);
        atLeast("maxPayload", maxPayloadBytes, 1);
        notNegative("forAtMost", keepFor);
        notNegative("ttl", ttl);
        notNegative("mergeUpTo", mergeWithin);
        atLeast("mergeUpTo", mergeCount, 0);
        notNegative("whenReadersLag", lagWait);
        notNegative("idempotency", idempotencyFor);
        atLeast("idempotency", idempotencyCount, 0);
        atLeast("publishesPerSecond", publishesPerSecond, 0);
    }

    /** 1,000 messages, 1 hour, 64 MiB; payloads of at most 64 KiB; gaps for readers that lag. */
    public static ChannelRules defaults() {
        return new ChannelRules(
                1_000,
                64L << 20,
                Duration.ofHours(1),
                DEFAULT_MAX_PAYLOAD_BYTES,
                Duration.ZERO,
                false,
                0,
                Duration.ZERO,
                false,
                Lag.GAP,
                Duration.ofSeconds(5),
                Optional.empty(),
                Duration.ofMinutes(10),
                100_000,
                0);
    }

    /** The defaults with another count. */
    public static ChannelRules keep(long count) {
        return new Change(defaults()).keepCount(count).done();
    }

    /** 10,000 messages, 7 days, 16 MiB: what users' own logs keep by default. */
    public static ChannelRules userLogs() {
        return keep(10_000).forAtMost(Duration.ofDays(7)).atMostBytes(16L << 20);
    }

    /** No log: at most once, no position, no history; recovery answers "not recoverable". */
    public static ChannelRules live() {
        return new Change(defaults()).live().done();
    }

    /** Keeps messages no longer than this; {@link Duration#ZERO} for no bound in time. */
    public ChannelRules forAtMost(Duration age) {
        return new Change(this).keepFor(age).done();
    }

    /** Keeps at most so many bytes of payload and headers; one message at least. */
    public ChannelRules atMostBytes(long bytes) {
        return new Change(this).keepBytes(bytes).done();
    }

    public ChannelRules maxPayload(int bytes) {
        return new Change(this).maxPayloadBytes(bytes).done();
    }

    /** The time to live of messages that bring none of their own. */
    public ChannelRules ttl(Duration newTtl) {
        return new Change(this).ttl(newTtl).done();
    }

    /** Lets messages wait for each other: readers are woken when {@code count} are there or {@code within} has passed. */
    public ChannelRules mergeUpTo(int count, Duration within) {
        return new Change(this).merge(count, within).done();
    }

    /** Shows readers that are behind the newest message only; what is skipped is no gap. */
    public ChannelRules latestOnly() {
        return new Change(this).latestOnly().done();
    }

    /** Publishing goes on when readers lag; they may meet a gap. The default. */
    public ChannelRules gapWhenReadersLag() {
        return new Change(this).lag(Lag.GAP, lagWait).done();
    }

    /** Publishing waits, at most so long, for readers in the process and those that asked for it. */
    public ChannelRules waitWhenReadersLag(Duration atMost) {
        return new Change(this).lag(Lag.WAIT, atMost).done();
    }

    /** What a publish waits for; checked against the storage when the broker opens. */
    public ChannelRules durability(Durability wanted) {
        return new Change(this).durability(wanted).done();
    }

    /** How long, and how many a channel, idempotency keys are remembered; 10 minutes and 100,000 by default. */
    public ChannelRules rememberIdempotencyKeys(int count, Duration age) {
        return new Change(this).idempotency(count, age).done();
    }

    /**
     * How many messages a second the channel takes from all publishers together, those in the process included, and how many at
     * once. More are refused with {@link ErrorCode#LIMIT_REACHED}.
     */
    public ChannelRules publishesPerSecond(long most) {
        atLeast("publishesPerSecond", most, 1);
        return new Change(this).publishesPerSecond(most).done();
    }

    private static void atLeast(String option, long value, long least) {
        if (value < least) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, option + " must be at least " + least + ": " + value);
        }
    }

    private static void notNegative(String option, Duration value) {
        if (value.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, option + " must not be negative: " + value);
        }
    }

    /** A copy in the making. */
    private static final class Change {
        private long keepCount;
        private long keepBytes;
        private Duration keepFor;
        private int maxPayloadBytes;
        private Duration ttl;
        private boolean live;
        private int mergeCount;
        private Duration mergeWithin;
        private boolean latestOnly;
        private Lag lag;
        private Duration lagWait;
        private Optional<Durability> durability;
        private Duration idempotencyFor;
        private int idempotencyCount;
        private long publishesPerSecond;

        Change(ChannelRules rules) {
            keepCount = rules.keepCount;
            keepBytes = rules.keepBytes;
            keepFor = rules.keepFor;
            maxPayloadBytes = rules.maxPayloadBytes;
            ttl = rules.ttl;
            live = rules.isLive;
            mergeCount = rules.mergeCount;
            mergeWithin = rules.mergeWithin;
            latestOnly = rules.isLatestOnly;
            lag = rules.lag;
            lagWait = rules.lagWait;
            durability = rules.durability;
            idempotencyFor = rules.idempotencyFor;
            idempotencyCount = rules.idempotencyCount;
            publishesPerSecond = rules.publishesPerSecond;
        }

        Change keepCount(long count) {
            keepCount = count;
            return this;
        }

        Change keepBytes(long bytes) {
            keepBytes = bytes;
            return this;
        }

        Change keepFor(Duration age) {
            keepFor = age;
            return this;
        }

        Change maxPayloadBytes(int bytes) {
            maxPayloadBytes = bytes;
            return this;
        }

        Change ttl(Duration newTtl) {
            ttl = newTtl;
            return this;
        }

        Change live() {
            live = true;
            return this;
        }

        Change merge(int count, Duration within) {
            mergeCount = count;
            mergeWithin = within;
            return this;
        }

        Change latestOnly() {
            latestOnly = true;
            return this;
        }

        Change lag(Lag newLag, Duration wait) {
            lag = newLag;
            lagWait = wait;
            return this;
        }

        Change durability(Durability wanted) {
            durability = Optional.of(wanted);
            return this;
        }

        Change idempotency(int count, Duration age) {
            idempotencyCount = count;
            idempotencyFor = age;
            return this;
        }

        Change publishesPerSecond(long most) {
            publishesPerSecond = most;
            return this;
        }

        ChannelRules done() {
            return new ChannelRules(
                    keepCount,
                    keepBytes,
                    keepFor,
                    maxPayloadBytes,
                    ttl,
                    live,
                    mergeCount,
                    mergeWithin,
                    latestOnly,
                    lag,
                    lagWait,
                    durability,
                    idempotencyFor,
                    idempotencyCount,
                    publishesPerSecond);
        }
    }
}
