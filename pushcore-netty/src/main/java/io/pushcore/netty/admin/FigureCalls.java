package io.pushcore.netty.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What the broker counts. */
final class FigureCalls {
    /** Of Prometheus, version 0.0.4 of its text. */
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final Broker broker;
    private final AdminWork work;

    FigureCalls(Broker broker, AdminWork work) {
        this.broker = broker;
        this.work = work;
    }

    CompletionStage<Answer> stats(Request request, String none, ByteBuffer body) {
        return CompletableFuture.completedFuture(Answer.json(StatsJson.of(broker.state(), broker.stats())));
    }

    CompletionStage<Answer> metrics(Request request, String none, ByteBuffer body) {
        Supplier<String> text = work.metrics();
        if (text == null) {
            throw new PushCoreException(ErrorCode.NOT_FOUND, "this port was given no metrics; see /stats");
        }
        return work.run(text).thenApply(lines -> new Answer(200, TEXT, new Output().put(lines.getBytes(UTF_8))));
    }
}
