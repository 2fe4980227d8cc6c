package io.pushcore.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.engine.EncodedPage.Asked;
import io.pushcore.storage.ChannelLog;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Pages of logs, encoded once per wire form however many readers catch up on them. A page ends where a multiple of
 * {@value #STRIDE} ends, or at the head, so that readers which start apart soon share. Usable from any thread.
 */
final class Pages {
    private static final int STRIDE = 256;
    private static final int PAGE_BYTES = 64 << 10;

    /** Readers that catch up come together or not at all. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    private final Engine engine;
    private final AtomicLong weight = new AtomicLong();
    private final Cache<Key, EncodedPage> pages;
    /** Pages that are being read, for all who ask for them meanwhile. */
    private final Map<Key, Loading> loading = new ConcurrentHashMap<>();

    /**
     * A page that is being read. Who asks for it when the log was not known to reach so far may be told that it does not: no
     * answer for those who have come there meanwhile.
     */
    private record Loading(Asked asked, CompletableFuture<EncodedPage> page) {}

    private record Key(String channel, WireForm form, String epoch, long after) {}

    Pages(Engine engine, long budget) {
        this.engine = engine;
        this.pages = Caffeine.newBuilder()
                .maximumWeight(budget)
                .<Key, EncodedPage>weigher((key, page) -> page.weight())
                .<Key, EncodedPage>removalListener(
                        (key, page, cause) -> weight.addAndGet(page == null ? 0 : -page.weight()))
                .expireAfterAccess(LASTING)
                .ticker(engine.time::nanoTime)
                .executor(Runnable::run)
                .build();
    }

    void budget(long bytes) {
        pages.policy().eviction().ifPresent(eviction -> eviction.setMaximum(bytes));
    }

    /** Bytes of the pages that are held. */
    long bytes() {
        return weight.get();
    }

    /** The page after a position; from the hot window where it reaches so far back, else from the log. */
    CompletableFuture<EncodedPage> after(ChannelState channel, WireForm form, String epoch, long after) {
        Key key = new Key(channel.name(), form, epoch, after);
        EncodedPage kept = pages.getIfPresent(key);
        if (kept != null) {
            return CompletableFuture.completedFuture(kept);
        }
        HotWindow window = channel.window();
        Loading mine = new Loading(new Asked(window, window.head()), new CompletableFuture<>());
        Loading there = loading.putIfAbsent(key, mine);
        if (there != null && there.asked.window() == window && there.asked.head() >= after) {
            return there.page;
        }
        EncodedPage justKept = pages.getIfPresent(key);
        if (justKept != null) {
            // another lane's was ready between the two looks
            loading.remove(key, mine);
            mine.page.complete(justKept);
            return mine.page;
        }
        loadSafely(channel, key, mine.asked).whenComplete((page, failure) -> {
            if (page != null && page.isShareable()) {
                weight.addAndGet(page.weight());
                pages.put(key, page);
            }
            loading.remove(key, mine);
            if (page != null) {
                mine.page.complete(page);
            } else {
                mine.page.completeExceptionally(failure);
            }
        });
        return mine.page;
    }

    /** Forgets the pages of a channel that was deleted. */
    void forget(String channel) {
        pages.asMap().keySet().removeIf(key -> key.channel.equals(channel));
    }

    private CompletableFuture<EncodedPage> loadSafely(ChannelState channel, Key key, Asked asked) {
        try {
            return load(channel, key, asked);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private CompletableFuture<EncodedPage> load(ChannelState channel, Key key, Asked asked) {
        HotWindow window = asked.window();
        if (window.epoch.equals(key.epoch) && window.reaches(key.after)) {
            EncodedPage page = fromWindow(channel, asked, key);
            if (page != null) {
                return CompletableFuture.completedFuture(page);
            }
        }
        if (channel.rules().isLive()) {
            return CompletableFuture.completedFuture(liveGap(asked, key));
        }
        ChannelLog log = engine.log;
        Position from = new Position(key.epoch, key.after);
        int limit = (int) (STRIDE - key.after % STRIDE);
        return log.read(Read.after(key.channel, from, limit, PAGE_BYTES))
                .thenApply(result -> encode(key, result, asked))
                .toCompletableFuture();
    }

    private static EncodedPage liveGap(Asked asked, Key key) {
        HotWindow window = asked.window();
        Position to = new Position(window.epoch, Math.max(window.first() - 1, 0));
        Gap gap = new Gap(key.channel, new Position(key.epoch, key.after), to);
        return new EncodedPage(ByteBuffer.allocate(0), 0, to, Instant.MAX, gap, false, asked);
    }

    private @Nullable EncodedPage fromWindow(ChannelState channel, Asked asked, Key key) {
        HotWindow window = asked.window();
        List<Message> messages = new ArrayList<>();
        long end = Math.min(window.head(), key.after - key.after % STRIDE + STRIDE);
        long bytes = 0;
        long index = key.after;
        while (index < end && (bytes < PAGE_BYTES || messages.isEmpty())) {
            Message message = window.get(index + 1);
            if (message == null) {
                return null;
            }
            index++;
            bytes += message.payload().length() + 64L;
            messages.add(message);
        }
        window.touch(engine.time.nanoTime());
        // the numbers of a channel without a log begin anew when it comes into use again
        boolean lasting = !channel.rules().isLive();
        return encode(key, null, messages, new Position(window.epoch, index), lasting && !messages.isEmpty(), asked);
    }

    private EncodedPage encode(Key key, ReadResult result, Asked asked) {
        if (result instanceof ReadResult.Found found) {
            // an empty page at the head would hide what comes there; one with messages is right however the log grows
            boolean lasting = !found.messages().isEmpty()
                    || found.through().offset() < found.head().offset();
            return encode(key, null, found.messages(), found.through(), lasting, asked);
        }
        ReadResult.Gone gone = (ReadResult.Gone) result;
        Gap gap = new Gap(key.channel, gone.from(), gone.to());
        return encode(key, gap, gone.rest().messages(), gone.rest().through(), false, asked);
    }

    private EncodedPage encode(
            Key key, @Nullable Gap gap, List<Message> messages, Position through, boolean mayLast, Asked asked) {
        Output out = new Output(4096);
        Gathering written = new Gathering(
                engine.encoder, key.form, engine.tuned().rulesOf(key.channel).mergeCount(), out);
        Instant now = engine.time.now();
        int count = 0;
        Instant expires = Instant.MAX;
        for (Message message : messages) {
            if (!message.isExpiredAt(now)) {
                expires = message.expires().isBefore(expires) ? message.expires() : expires;
                written.add(message);
                count++;
            }
        }
        written.end();
        boolean lasting = mayLast && expires.equals(Instant.MAX);
        return new EncodedPage(ByteBuffer.wrap(out.toBytes()), count, through, expires, gap, lasting, asked);
    }
}
