package io.pushcore.engine.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.storage.LeaseStore;
import io.pushcore.storage.LeaseStore.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Word to other nodes that sessions which they hold gave way, as leases of the storage, which each node looks for once a second. */
final class Summons {
    private static final Duration TTL = Duration.ofHours(1);
    private static final int MOST = 100;

    private final LeaseStore leases;
    private final String own;

    Summons(LeaseStore leases, String node) {
        this.leases = leases;
        this.own = prefix(node);
    }

    private static String prefix(String node) {
        return "gave-way/" + node + "/";
    }

    /** Lets the node of a session know. */
    CompletionStage<Void> send(Session gone) {
        byte[] who = (gone.user() + "\n" + gone.device()).getBytes(UTF_8);
        return leases.put(prefix(gone.node()) + gone.id(), who, TTL);
    }

    /** Hands over what came for this node. */
    CompletableFuture<Void> receive(String node, Consumer<Session> gaveWay) {
        return leases.list(own, "", MOST)
                .thenCompose(entries -> all(entries.stream()
                        .map(entry -> take(entry.key(), node, gaveWay))
                        .toList()))
                .toCompletableFuture();
    }

    private CompletableFuture<Void> take(String key, String node, Consumer<Session> gaveWay) {
        return leases.take(key)
                .thenAccept(value -> value.ifPresent(bytes -> {
                    String[] who = new String(bytes, UTF_8).split("\n", -1);
                    gaveWay.accept(new Session(who[0], key.substring(own.length()), who[1], node));
                }))
                .toCompletableFuture();
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Void>> each) {
        return CompletableFuture.allOf(each.toArray(CompletableFuture<?>[]::new));
    }
}
