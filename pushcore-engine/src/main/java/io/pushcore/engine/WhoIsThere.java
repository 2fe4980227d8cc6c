package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.engine.cluster.Answers;
import io.pushcore.engine.cluster.Bytes;
import io.pushcore.engine.cluster.Bytes.Reading;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.engine.cluster.MessageCodec;
import io.pushcore.engine.inbox.Inboxes;
import io.pushcore.engine.inbox.LocalInbox;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Whether a user has a session, here or at a node that has an inbox of the user open. Usable from any thread. */
final class WhoIsThere {
    private static final String ONLINE = "online";
    private static final String SHOW = "show";
    private static final byte[] YES = {1};

    private final Engine engine;

    WhoIsThere(Engine engine) {
        this.engine = engine;
    }

    /** From now on other nodes are answered. */
    static void answer(Engine engine) {
        engine.footing.orders().on(ONLINE, body -> yes(engine.inboxes().isOnline(RosterCodec.text(body))));
        engine.footing.orders().on(SHOW, body -> {
            Reading from = new Reading(body);
            String user = from.text();
            String log = LocalInbox.logOf(user);
            Message message = MessageCodec.read(log, Position.NOWHERE.epoch(), from.part());
            return yes(engine.inboxes().showNow(user, message));
        });
    }

    private static CompletionStage<List<byte[]>> yes(CompletableFuture<Boolean> answer) {
        return answer.thenApply(yes -> yes ? List.of(YES) : List.of());
    }

    CompletableFuture<Boolean> isOnline(Inboxes inboxes, String user) {
        return inboxes.isOnline(user).thenCompose(here -> {
            Cluster others = others(user);
            return here || others == null
                    ? CompletableFuture.completedFuture(here)
                    : others.ask(ONLINE, RosterCodec.text(user)).thenApply(WhoIsThere::saysYes);
        });
    }

    /** Hands a message to all sessions of a user that are there. */
    CompletableFuture<Boolean> show(Inboxes inboxes, String user, Message message) {
        CompletableFuture<Boolean> here = inboxes.showNow(user, message);
        Cluster others = others(user);
        if (others == null) {
            return here;
        }
        byte[] body =
                new Bytes(128).text(user).block(MessageCodec.bytes(message)).toArray();
        return here.thenCombine(others.ask(SHOW, body), (shown, answers) -> shown || saysYes(answers));
    }

    private static boolean saysYes(Answers answers) {
        return !answers.items().isEmpty();
    }

    private @Nullable Cluster others(String user) {
        Cluster cluster = engine.cluster;
        return cluster != null && cluster.isWanted(LocalInbox.logOf(user)) ? cluster : null;
    }
}
