package io.pushcore.engine;

import io.pushcore.EventDecoder;
import io.pushcore.EventSource;
import io.pushcore.IngestRules;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The logs elsewhere that a broker takes in. Usable from any thread. */
final class Ingestions {
    private final Set<LocalIngestion> open = ConcurrentHashMap.newKeySet();

    LocalIngestion begin(Engine engine, EventSource source, EventDecoder decoder, IngestRules rules) {
        engine.requireOpen();
        LocalIngestion ingestion = new LocalIngestion(engine, source, decoder, rules);
        open.add(ingestion);
        CompletableFuture<Void> unused = ingestion.ended().whenComplete((ended, failure) -> open.remove(ingestion));
        ingestion.begin();
        if (engine.isClosing()) {
            ingestion.stop();
        }
        return ingestion;
    }

    /** No more is read; completes when what was read is stored and committed, as far as that goes. */
    CompletableFuture<Void> stop() {
        open.forEach(LocalIngestion::stop);
        return CompletableFuture.allOf(open.stream().map(LocalIngestion::ended).toArray(CompletableFuture<?>[]::new));
    }
}
