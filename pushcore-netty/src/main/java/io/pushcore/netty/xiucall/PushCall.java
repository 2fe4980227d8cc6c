package io.pushcore.netty.xiucall;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.PushResult;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/** {@code POST /push}: to those whose queue is there, or all with {@code autoCreate}. Keeps no state. */
final class PushCall {
    private final Broker broker;

    PushCall(Broker broker) {
        this.broker = broker;
    }

    CompletionStage<Answer> push(Request request, ByteBuffer bytes) {
        if (!request.contentType().equals("application/json")) {
            return now(XiucallAnswers.text(400, "Content-Type: application/json charset: utf-8."));
        }
        PushBody body = PushBody.of(bytes);
        if (body == null) {
            return now(XiucallAnswers.text(400, "Bad Request"));
        }
        if (!body.errors().isEmpty()) {
            return now(XiucallAnswers.wrong(400, body.errors()));
        }
        Publication publication = publication(body);
        boolean creates = !request.parameter("autoCreate").orElse("").isEmpty();
        List<String> receivers =
                body.receivers().stream().filter(PushCall::isName).toList();
        return there(receivers, creates)
                .thenCompose(users -> broker.pushAll(users, publication))
                .thenApply(PushCall::sent);
    }

    private static CompletionStage<Answer> now(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static Publication publication(PushBody body) {
        String sender = body.sender();
        if (!isName(sender)) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "send_id must be a name: " + Names.shown(sender));
        }
        return Publication.of(body.data()).sender(sender).header(XiucallJson.CHANNEL, body.labels());
    }

    private static boolean isName(String name) {
        try {
            Names.user(name);
            return true;
        } catch (PushCoreException none) {
            return false;
        }
    }

    /** Those whose queue is there, or is by now. */
    private CompletableFuture<List<String>> there(List<String> receivers, boolean creates) {
        if (creates) {
            return CompletableFuture.allOf(receivers.stream()
                            .map(one -> new XiucallQueue(broker, one).create())
                            .toArray(CompletableFuture<?>[]::new))
                    .thenApply(made -> receivers);
        }
        List<CompletableFuture<Boolean>> exist = receivers.stream()
                .map(one -> new XiucallQueue(broker, one).inbox().exists())
                .toList();
        return CompletableFuture.allOf(exist.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> IntStream.range(0, receivers.size())
                        .filter(at -> exist.get(at).join())
                        .mapToObj(receivers::get)
                        .toList());
    }

    /** Where none took it and one could not, that is the answer. */
    private static Answer sent(List<PushResult> results) {
        long sent = results.stream().filter(one -> one.pushed().isPresent()).count();
        if (sent == 0) {
            results.stream().flatMap(one -> one.failure().stream()).findFirst().ifPresent(failure -> {
                throw failure;
            });
        }
        return XiucallAnswers.json(200, "{\"ok\":1,\"send\":" + sent + "}");
    }
}
