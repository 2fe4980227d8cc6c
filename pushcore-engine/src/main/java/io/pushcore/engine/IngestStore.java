package io.pushcore.engine;

import io.pushcore.IngestRules;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Stores one slice: all channels at once, each in its order. Where a channel fails, it goes there one by one, and again and again what may
 * pass. Only the thread of its ingestion calls it.
 */
final class IngestStore {
    private final Engine engine;
    private final IngestPlan plan;
    private final LocalIngestion ingestion;
    private final Set<String> rejected = new HashSet<>();

    IngestStore(Engine engine, IngestPlan plan, LocalIngestion ingestion) {
        this.engine = engine;
        this.plan = plan;
        this.ingestion = ingestion;
    }

    /** Returns when all is stored or rejected; false if the ingestion ends before that. */
    boolean store(IngestSlice slice) {
        Map<String, CompletableFuture<List<Published>>> answers = new LinkedHashMap<>();
        slice.byChannel().forEach((channel, entries) -> answers.put(channel, publish(channel, entries)));
        for (Map.Entry<String, CompletableFuture<List<Published>>> answer : answers.entrySet()) {
            try {
                ingestion.await(answer.getValue()).forEach(ingestion::stored);
            } catch (CompletionException failed) {
                List<IngestSlice.Entry> entries = slice.byChannel().getOrDefault(answer.getKey(), List.of());
                if (!oneByOne(answer.getKey(), entries)) {
                    return false;
                }
            }
        }
        return true;
    }

    private CompletableFuture<List<Published>> publish(String channel, List<IngestSlice.Entry> entries) {
        List<Publication> publications =
                entries.stream().map(IngestSlice.Entry::publication).toList();
        return new LocalChannel(engine, channel).publishAll(publications);
    }

    private boolean oneByOne(String channel, List<IngestSlice.Entry> entries) {
        for (IngestSlice.Entry entry : entries) {
            PushCoreException refused = attempt(channel, entry.publication());
            if (refused != null && !channel.equals(IngestRules.REJECTED) && goesOn(refused)) {
                refused = reject(entry, refused);
            }
            if (refused != null && !goesOn(refused)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable PushCoreException reject(IngestSlice.Entry entry, PushCoreException why) {
        if (!rejected.add(entry.from().place())) {
            return null;
        }
        ingestion.rejected();
        return attempt(IngestRules.REJECTED, plan.rejected(entry.from(), why).publication());
    }

    /** Whether what was refused will be refused for ever, so that there is no waiting for it. */
    private static boolean goesOn(PushCoreException refused) {
        return switch (refused.code()) {
            case BAD_REQUEST, BAD_NAME, BAD_OPTION, PAYLOAD_TOO_LARGE, IDEMPOTENCY_MISMATCH, NOT_RECOVERABLE, NOT_YET ->
                true;
            default -> false;
        };
    }

    /** Stores it, however long that takes; gives what is refused for ever, or that the ingestion is to end. */
    private @Nullable PushCoreException attempt(String channel, Publication publication) {
        for (Duration pause = LocalIngestion.firstPause(); ; pause = LocalIngestion.longer(pause)) {
            try {
                ingestion.stored(ingestion.await(new LocalChannel(engine, channel).publish(publication)));
                return null;
            } catch (CompletionException failed) {
                PushCoreException why = StorageAnswer.failure(failed);
                if (goesOn(why)) {
                    return why;
                }
                ingestion.failed("storing what a log elsewhere brought", why);
                if (engine.isClosing() || !ingestion.pause(pause)) {
                    return Engine.closed();
                }
            }
        }
    }
}
