package io.pushcore.engine;

import io.pushcore.Broker;
import io.pushcore.CommandTimes;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import io.pushcore.transport.Command;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Link;
import io.pushcore.transport.Reply;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Where connections come in and commands find their handlers. Usable from any lane. */
final class Desk implements Gateway {
    private static final Reply DONE = new Reply.Done();

    private final Engine engine;
    private final Access access;
    private final HeldInboxes held;
    private final LaneRounds rounds;
    private final Addresses addresses;
    private final Map<Class<? extends Command>, Window> windows = new LinkedHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, AtomicInteger> transports = new ConcurrentHashMap<>();
    private final CompletableFuture<Broker> broker = new CompletableFuture<>();

    /** Where commands of one kind are served, how many came, refused ones too, and how long they took. */
    private record Window(String name, CommandHandler<?> handler, LongAdder came, CommandClock clock) {}

    Desk(Engine engine) {
        this.engine = engine;
        engine.connections(connections::get);
        this.access = new Access(engine);
        this.held = new HeldInboxes(engine);
        this.rounds = new LaneRounds(engine, access.isGuarded());
        this.addresses = new Addresses(engine);
        on(Command.Ping.class, (link, slot, ping) -> link.answer(slot, DONE));
        on(Command.Unreadable.class, (link, slot, unreadable) -> refuse(link, slot, unreadable.error()));
        on(Command.Authenticate.class, new AuthenticateHandler(access, rounds, addresses));
        on(Command.IssueToken.class, new IssueTokenHandler(access));
        on(Command.SetUser.class, new SetUserHandler(access));
        on(Command.Subscribe.class, new SubscribeHandler(engine, access));
        on(Command.RefreshSubscription.class, new RefreshSubscriptionHandler(access));
        on(
                Command.Unsubscribe.class,
                (link, slot, command) ->
                        link.answer(slot, new Reply.Unsubscribed(link.readers().remove(command.channel()))));
        on(Command.Publish.class, new PublishHandler(engine, access));
        on(Command.ReadHistory.class, new ReadHistoryHandler(engine, access));
        Requests requests = new Requests(engine);
        on(Command.Call.class, requests::call);
        on(Command.Tell.class, requests::tell);
        on(Command.ReadPresence.class, new ReadPresenceHandler(engine, access));
        on(Command.OpenInbox.class, new OpenInboxHandler(access, held));
        InboxHandlers inboxes = new InboxHandlers(engine, access, held);
        on(Command.Acknowledge.class, inboxes::acknowledge);
        on(Command.ListPending.class, inboxes::pending);
        on(Command.ReadOwn.class, inboxes::readOwn);
        on(Command.MarkRead.class, inboxes::markRead);
        on(Command.CountUnread.class, inboxes::unread);
        on(Command.ListReadStates.class, inboxes::readStates);
        on(Command.WatchHead.class, new WatchHeadHandler(engine, access));
        on(Command.ListFollows.class, inboxes::follows);
        on(Command.Follow.class, inboxes::follow);
        on(Command.Push.class, inboxes::push);
    }

    Access access() {
        return access;
    }

    LaneRounds rounds() {
        return rounds;
    }

    int connections() {
        return connections.get();
    }

    @Override
    public Link connect(Connection connection, Dialect dialect) {
        NetLink link = new NetLink(engine, this, connection, dialect);
        long most = engine.limit(Limit.CONNECTIONS);
        int now = connections.incrementAndGet();
        transport(link).incrementAndGet();
        rounds.add(link);
        PushCoreException tooMany = addresses.come(link, access.isGuarded());
        if (engine.isClosing() || engine.isDraining()) {
            LaneRounds.sendAway(link);
        } else if (now > most) {
            turnAway(link, TooMuch.of(Limit.CONNECTIONS, most));
        } else if (tooMany != null) {
            turnAway(link, tooMany);
        } else if (access.isGuarded() && rounds.unauthenticated() > engine.limit(Limit.UNAUTHENTICATED_CONNECTIONS)) {
            turnAway(
                    link,
                    new PushCoreException(
                            ErrorCode.LIMIT_REACHED,
                            "too many connections without credentials (" + Limit.UNAUTHENTICATED_CONNECTIONS + ")"));
        }
        return link;
    }

    private void turnAway(NetLink link, PushCoreException why) {
        link.close(why.code(), why.sentence());
    }

    /** A connection is gone; on its lane. */
    void gone(NetLink link) {
        HeldInboxes.Opened inbox = link.inbox();
        if (inbox != null) {
            held.gone(link, inbox, link.isKicked());
        }
        link.userSession().gone();
        connections.decrementAndGet();
        transport(link).decrementAndGet();
        rounds.remove(link);
        addresses.leave(link);
    }

    private AtomicInteger transport(NetLink link) {
        return transports.computeIfAbsent(link.transport(), name -> new AtomicInteger());
    }

    /** Open connections by what carries them. */
    Map<String, Long> transports() {
        Map<String, Long> open = new HashMap<>();
        transports.forEach((name, count) -> open.put(name, count.longValue()));
        return open;
    }

    /** How many commands came, by their names. */
    Map<String, Long> commands() {
        Map<String, Long> came = new HashMap<>();
        windows.values().stream()
                .filter(window -> window.came.sum() > 0)
                .forEach(window -> came.put(window.name, window.came.sum()));
        return came;
    }

    /** How long those that were answered took, by their names. */
    Map<String, CommandTimes> commandTimes() {
        Map<String, CommandTimes> took = new HashMap<>();
        for (Window window : windows.values()) {
            CommandTimes times = window.clock.times();
            if (times.count() > 0) {
                took.put(window.name, times);
            }
        }
        return took;
    }

    @Override
    public void received(long bytes) {
        engine.counters.receivedBytes.add(bytes);
    }

    @Override
    public void sent(long bytes) {
        engine.counters.sentBytes.add(bytes);
    }

    @Override
    public void refused(ErrorCode why) {
        engine.counters.error(why);
    }

    @Override
    public Executor executor() {
        return engine.executor;
    }

    @Override
    public Time time() {
        return engine.time;
    }

    @Override
    public Broker broker() {
        return broker.join();
    }

    void belongsTo(Broker owner) {
        broker.complete(owner);
    }

    /** Something that should not happen happened to one connection. */
    void failed(String what, Throwable failure) {
        engine.logLines.warn(what, what + "; its connection is closed", failure);
    }

    /** Hands a command to its handler, if the session may speak at all. */
    void serve(NetLink link, Slot slot) {
        Command command = slot.command;
        Window window = windows.get(command.getClass());
        if (window != null) {
            window.came.increment();
            slot.clock = window.clock;
        }
        PushCoreException tooFast = link.pace().command(command);
        if (tooFast != null) {
            refuse(link, slot, tooFast);
            return;
        }
        boolean mayAlways = command instanceof Command.Ping || command instanceof Command.Authenticate;
        if (access.isGuarded() && !link.isAuthenticated() && !mayAlways) {
            refuse(link, slot, Access.unauthenticated());
            return;
        }
        if (window == null) {
            refuse(link, slot, new PushCoreException(ErrorCode.NOT_FOUND, "no such command"));
            return;
        }
        try {
            handle(window.handler, link, slot);
        } catch (PushCoreException refused) {
            refuse(link, slot, refused);
        }
    }

    @SuppressWarnings("unchecked") // a handler stands under the class of its command
    private static <C extends Command> void handle(CommandHandler<C> handler, NetLink link, Slot slot) {
        handler.handle(link, slot, (C) slot.command);
    }

    /** Answers with a refusal; any failure becomes one. */
    static void refuse(NetLink link, Slot slot, Throwable failure) {
        PushCoreException why = StorageAnswer.failure(failure);
        link.onLane(() -> link.answer(slot, Reply.Refused.of(why)));
    }

    private <C extends Command> void on(Class<C> kind, CommandHandler<C> handler) {
        String name = kind.getSimpleName();
        String said = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        windows.put(kind, new Window(said, handler, new LongAdder(), new CommandClock()));
    }
}
