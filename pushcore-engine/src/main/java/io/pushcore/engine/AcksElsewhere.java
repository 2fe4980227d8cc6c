package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.engine.cluster.Bytes;
import io.pushcore.engine.cluster.Bytes.Reading;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.transport.Command;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Acknowledgements for sessions that another node holds: what comes over HTTP may come anywhere. Usable from any thread. */
final class AcksElsewhere {
    private static final String ACKNOWLEDGE = "acknowledge";
    private static final byte[] DONE = {};

    private final Engine engine;

    AcksElsewhere(Engine engine, HeldInboxes held) {
        this.engine = engine;
        engine.footing.orders().on(ACKNOWLEDGE, body -> asked(held, body));
    }

    private static CompletionStage<List<byte[]>> asked(HeldInboxes held, byte[] body) {
        Reading from = new Reading(body);
        String user = from.text();
        Command.Acknowledge command = new Command.Acknowledge(from.text(), from.number(), from.one() == 1);
        if (!held.holds(user, command.session())) {
            return CompletableFuture.completedFuture(List.of());
        }
        return held.acknowledge(user, command)
                .handle((done, failure) -> List.of(failure == null ? DONE : refusal(failure)));
    }

    private static byte[] refusal(Throwable failure) {
        PushCoreException why = StorageAnswer.failure(failure);
        return new Bytes(64).text(why.code().name()).text(why.sentence()).toArray();
    }

    /** Asks the other nodes; fails where none holds the session. */
    CompletableFuture<Void> acknowledge(String user, Command.Acknowledge command) {
        Cluster cluster = engine.cluster;
        if (cluster == null) {
            return CompletableFuture.failedFuture(notFound());
        }
        byte[] body = new Bytes(64)
                .text(user)
                .text(command.session())
                .number(command.seq())
                .one(command.only() ? 1 : 0)
                .toArray();
        return cluster.ask(ACKNOWLEDGE, body)
                .thenCompose(answers -> answers.items().isEmpty()
                        ? CompletableFuture.failedFuture(notFound())
                        : outcome(answers.items().get(0)));
    }

    private static CompletableFuture<Void> outcome(byte[] item) {
        if (item.length == 0) {
            return CompletableFuture.completedFuture(null);
        }
        Reading from = new Reading(item);
        String code = from.text();
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(code)) {
                return CompletableFuture.failedFuture(new PushCoreException(known, from.text()));
            }
        }
        return CompletableFuture.failedFuture(new PushCoreException(ErrorCode.INTERNAL, from.text()));
    }

    private static PushCoreException notFound() {
        return new PushCoreException(ErrorCode.NOT_FOUND, "no such session, or it is over");
    }
}
