package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Message;
import io.pushcore.Names;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.PushResult;
import io.pushcore.Pushed;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.engine.inbox.LocalInbox;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Pushes to users. Usable from any thread. */
final class Pushes {
    private final Engine engine;
    private final WhoIsThere whoIsThere;

    Pushes(Engine engine) {
        this.engine = engine;
        this.whoIsThere = new WhoIsThere(engine);
    }

    CompletableFuture<Pushed> push(String user, Publication publication) {
        Inboxes inboxes = engine.inboxes();
        String log = LocalInbox.logOf(Names.user(user));
        // asked before: whoever comes while it is stored finds it in the log
        CompletableFuture<Boolean> online = whoIsThere.isOnline(inboxes, user);
        return new LocalChannel(engine, log)
                .publish(publication)
                .thenCombine(online, (published, there) -> new Pushed(published.position(), there, published.repeat()));
    }

    CompletableFuture<List<PushResult>> pushAll(List<String> users, Publication publication) {
        engine.inboxes();
        List<CompletableFuture<PushResult>> results =
                users.stream().map(user -> result(user, publication)).toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> results.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<PushResult> result(String user, Publication publication) {
        try {
            return push(user, publication)
                    .handle((pushed, failure) -> failure == null
                            ? new PushResult(user, Optional.of(pushed), Optional.empty())
                            : failed(user, failure));
        } catch (PushCoreException refused) {
            return CompletableFuture.completedFuture(failed(user, refused));
        }
    }

    private static PushResult failed(String user, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new PushResult(user, Optional.empty(), Optional.of(StorageAnswer.failure(cause)));
    }

    CompletableFuture<Boolean> pushIfOnline(String user, Publication publication) {
        Inboxes inboxes = engine.inboxes();
        String log = LocalInbox.logOf(Names.user(user));
        if (publication.payload().length() > engine.tuned().rulesOf(log).maxPayloadBytes()) {
            throw new PushCoreException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "payload must not be longer than maxPayload "
                            + engine.tuned().rulesOf(log).maxPayloadBytes() + " bytes: "
                            + publication.payload().length());
        }
        Message message = new Message(
                log,
                Position.NOWHERE,
                engine.time.now(),
                publication.payload(),
                publication.key(),
                publication.headers(),
                publication.sender(),
                Instant.MAX);
        return whoIsThere.show(inboxes, user, message);
    }
}
