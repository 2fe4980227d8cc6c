package io.pushcore.engine;

import io.pushcore.Channel;
import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Event;
import io.pushcore.History;
import io.pushcore.InboxSession;
import io.pushcore.Names;
import io.pushcore.Page;
import io.pushcore.Position;
import io.pushcore.Presence;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PullSubscription;
import io.pushcore.PushCoreException;
import io.pushcore.Reader;
import io.pushcore.Start;
import io.pushcore.Subscription;
import io.pushcore.engine.inbox.Inboxes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A channel as the application holds it: a name, and the way to its state while it is in use. */
final class LocalChannel implements Channel {
    private final Engine engine;
    private final String name;
    private final PublishGate gate;
    /** The state it found last, which may be retired by now. */
    private volatile @Nullable ChannelState found;

    LocalChannel(Engine engine, String name) {
        this.engine = engine;
        this.name = name;
        this.gate = new PublishGate(engine);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChannelRules rules() {
        ChannelState state = engine.channels.inUse(name);
        return state != null ? state.rules() : engine.tuned().rulesOf(name);
    }

    @Override
    public CompletableFuture<Published> publish(Publication publication) {
        FutureOutcome outcome = new FutureOutcome();
        try {
            ChannelState state = found;
            // of a retired state the rules may be out of date
            ChannelRules rules = state == null || state.isRetired() ? rules() : state.rules();
            Publication checked = gate.check(publication, rules);
            if (state == null) {
                state = find();
            }
            gate.awaitSpace(state, Pending.sizeOf(checked));
            state.intake().admit(1);
            while (!state.intake().publish(checked, outcome)) {
                state = find();
            }
        } catch (PushCoreException refused) {
            gate.count(refused);
            outcome.failed(refused);
        }
        return outcome;
    }

    @Override
    public CompletableFuture<List<Published>> publishAll(List<Publication> publications) {
        BatchOutcome outcome = new BatchOutcome(publications.size());
        try {
            engine.requireOpen();
            if (publications.isEmpty()) {
                return CompletableFuture.completedFuture(List.of());
            }
            List<Publication> checked = new ArrayList<>(publications.size());
            List<Outcome> outcomes = new ArrayList<>(publications.size());
            long bytes = 0;
            ChannelRules rules = rules();
            for (Publication publication : publications) {
                Publication one = gate.check(publication, rules);
                bytes += Pending.sizeOf(one);
                outcomes.add(outcome.of(checked.size()));
                checked.add(one);
            }
            ChannelState state = engine.channels.state(name);
            gate.awaitSpace(state, bytes);
            state.intake().admit(checked.size());
            state.intake().publishAll(checked, outcomes);
        } catch (PushCoreException refused) {
            gate.count(refused);
            outcome.future.completeExceptionally(refused);
        }
        return outcome.future;
    }

    @Override
    public Subscription subscribe(Start start, Reader reader) {
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(start, "start");
        return begin(new HandlerReader(engine, claimed(), reader, engine.executor), start);
    }

    @Override
    public PullSubscription pull(Start start) {
        Objects.requireNonNull(start, "start");
        return begin(new PullReader(engine, claimed()), start);
    }

    @Override
    public Flow.Publisher<Event> flow(Start start) {
        Objects.requireNonNull(start, "start");
        return subscriber -> {
            Objects.requireNonNull(subscriber, "subscriber");
            FlowReader reader;
            try {
                reader = new FlowReader(engine, claimed(), subscriber);
            } catch (PushCoreException refused) {
                FlowReader.refuse(subscriber, refused);
                return;
            }
            begin(reader, start).signal();
        };
    }

    @Override
    public CompletableFuture<InboxSession> durable(String durable, Start start) {
        Objects.requireNonNull(start, "start");
        return StorageAnswer.orRefused(() -> {
            Durables durables = new Durables(engine);
            requireLog();
            return durables.open(name, Names.device(durable), start);
        });
    }

    @Override
    public CompletableFuture<Void> forgetDurable(String durable) {
        return StorageAnswer.orRefused(() -> new Durables(engine).forget(name, Names.device(durable)));
    }

    private void requireLog() {
        if (rules().isLive()) {
            throw new PushCoreException(
                    ErrorCode.NOT_RECOVERABLE,
                    "channel keeps no log, nothing of it can be kept for who is not there: " + name);
        }
    }

    @Override
    public CompletableFuture<Page> history(History history) {
        return new HistoryQuest(engine, name).page(history);
    }

    @Override
    public CompletableFuture<Position> head() {
        return new HistoryQuest(engine, name).head();
    }

    @Override
    public CompletableFuture<Position> follow(String user) {
        return StorageAnswer.orRefused(() -> {
            Inboxes inboxes = engine.inboxes();
            requireLog();
            return StorageAnswer.of(engine, inboxes.follow(Names.user(user), name));
        });
    }

    @Override
    public CompletableFuture<Boolean> unfollow(String user) {
        return StorageAnswer.orRefused(
                () -> StorageAnswer.of(engine, engine.inboxes().unfollow(Names.user(user), name)));
    }

    @Override
    public CompletableFuture<List<String>> followers(String after, int most) {
        return StorageAnswer.orRefused(
                () -> StorageAnswer.of(engine, engine.inboxes().followers(name, after, most)));
    }

    @Override
    public CompletableFuture<List<Presence>> presence() {
        return inUse(state -> PresenceQuest.of(engine, name));
    }

    @Override
    public CompletableFuture<Void> delete() {
        return inUse(state -> StorageAnswer.of(engine, engine.log.delete(name).thenRun(() -> {
            engine.pages.forget(name);
            state.onStrand(state::forgetHead);
        })));
    }

    /** Asks its state, which may be refused. */
    private <T> CompletableFuture<T> inUse(Function<ChannelState, CompletableFuture<T>> question) {
        try {
            engine.requireOpen();
            return question.apply(engine.channels.state(name));
        } catch (PushCoreException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private ChannelState find() {
        ChannelState state = engine.channels.state(name);
        found = state;
        return state;
    }

    private ChannelState claimed() {
        engine.requireOpen();
        engine.requireSubscription();
        return engine.channels.claimed(name);
    }

    private static <R extends LocalReader> R begin(R reader, Start start) {
        reader.begin(start);
        return reader;
    }
}
