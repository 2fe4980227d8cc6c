package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.SessionEvent;
import io.pushcore.Time;
import io.pushcore.engine.cluster.Cluster;
import io.pushcore.engine.inbox.Ground;
import io.pushcore.engine.inbox.OpenInbox;
import io.pushcore.engine.session.Holder;
import io.pushcore.engine.session.UserSession;
import io.pushcore.engine.session.UserSessions;
import io.pushcore.storage.Head;
import io.pushcore.storage.InboxId;
import io.pushcore.storage.InboxStore;
import io.pushcore.storage.OpenedInbox;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine, as inboxes need it. */
final class InboxGround implements Ground {
    private final Engine engine;
    private final InboxStore storage;
    private final InboxStore store;

    InboxGround(Engine engine, InboxStore storage) {
        this.engine = engine;
        this.storage = storage;
        this.store = new PromptInboxStore(storage, engine.prompt);
    }

    @Override
    public boolean isShared() {
        return engine.isShared;
    }

    @Override
    public String node() {
        return engine.node;
    }

    @Override
    public Time time() {
        return engine.time;
    }

    @Override
    public Executor executor() {
        return engine.executor;
    }

    @Override
    public CompletionStage<ReadResult> read(Read read) {
        return engine.prompt.attempt("read", engine.log.read(read));
    }

    @Override
    public CompletionStage<List<Head>> heads(List<String> channels) {
        return engine.prompt.attempt("heads", engine.log.heads(channels));
    }

    @Override
    public CompletionStage<OpenedInbox> open(InboxId id, Consumer<OpenedInbox> tooLate) {
        return engine.prompt.once("open an inbox", storage.open(id, node(), InboxStore.MAX_NUMBERS), tooLate);
    }

    @Override
    public InboxStore store() {
        return store;
    }

    @Override
    public @Nullable List<Message> atHand(String channel, Position after, int most) {
        ChannelState state = engine.channels.inUse(channel);
        if (state == null) {
            return null;
        }
        HotWindow window = state.window();
        if (!window.epoch.equals(after.epoch()) || !window.reaches(after.offset())) {
            return null;
        }
        List<Message> messages = new ArrayList<>();
        long head = Math.min(window.head(), after.offset() + most);
        for (long index = after.offset() + 1; index <= head; index++) {
            Message message = window.get(index);
            if (message == null) {
                return null;
            }
            messages.add(message);
        }
        window.touch(engine.time.nanoTime());
        return messages;
    }

    @Override
    public String randomText(int characters) {
        return engine.randomText(characters);
    }

    @Override
    public CompletableFuture<OpenInbox> enter(InboxId id, Supplier<CompletableFuture<OpenInbox>> open) {
        UserSession.Arrival arrival =
                new UserSession.Arrival(engine.randomText(12), id.owner(), id, "process", "", engine.time.now());
        return engine.sessions
                .takeOver(id)
                .thenCompose(done -> engine.sessions.begin(arrival, Holder.NONE))
                .thenCompose(session -> open.get().whenComplete((inbox, failure) -> {
                    if (inbox == null) {
                        engine.sessions.end(session, SessionEvent.Reason.FAILED, "its inbox cannot be opened");
                    } else {
                        new InboxHolder(engine.sessions, session, inbox, false).take(Holder.NONE);
                    }
                }));
    }

    @Override
    public void want(String channel) {
        if (engine.cluster != null) {
            engine.cluster.want(channel);
        }
    }

    @Override
    public void followsChanged(String owner) {
        if (engine.cluster != null) {
            engine.cluster.followsChanged(owner);
        }
    }

    @Override
    public void tookOver(Optional<String> heldBy, InboxId inbox, long fence) {
        TakeoverNotes notes = engine.takeoverNotes;
        if (notes != null) {
            notes.leave(heldBy, inbox, fence);
        }
    }

    @Override
    public CompletionStage<Boolean> lives(String node) {
        return engine.leases
                .map(leases -> engine.prompt
                        .attempt("whether a node lives", leases.get(UserSessions.leaseOf(node)))
                        .thenApply(Optional::isPresent))
                .orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    @Override
    public CompletableFuture<List<byte[]>> ask(String node, String question, byte[] body) {
        Cluster cluster = engine.cluster;
        return cluster == null
                ? CompletableFuture.completedFuture(List.of())
                : cluster.ask(node, question, body)
                        .thenApply(answers -> answers.whole() ? answers.items() : List.<byte[]>of());
    }

    @Override
    public void onAsked(String question, Function<byte[], CompletionStage<List<byte[]>>> answer) {
        engine.footing.orders().on(question, answer);
    }

    @Override
    public void warn(String cause, String sentence) {
        engine.logLines.warn(cause, sentence);
    }

    @Override
    public <T> CompletableFuture<T> answer(CompletionStage<T> stage) {
        return StorageAnswer.of(engine, stage);
    }
}
