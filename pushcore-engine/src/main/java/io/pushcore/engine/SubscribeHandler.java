package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.Names;
import io.pushcore.Pattern;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.util.concurrent.CompletableFuture;

/** Begins a subscription of a connection. */
final class SubscribeHandler implements CommandHandler<Command.Subscribe> {
    private static final Position NOWHERE = new Position("0", 0);

    private final Engine engine;
    private final Access access;

    SubscribeHandler(Engine engine, Access access) {
        this.engine = engine;
        this.access = access;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.Subscribe command) {
        Pattern pattern = Pattern.of(command.channel());
        LinkReader there = link.readers().of(command.channel());
        if (there != null || link.readers().hasPattern(command.channel())) {
            link.answer(slot, new Reply.Subscribed(there == null ? NOWHERE : there.position(), true));
            return;
        }
        long most = engine.limit(Limit.CHANNELS_PER_CONNECTION);
        if (link.readers().size() >= most) {
            throw TooMuch.of(Limit.CHANNELS_PER_CONNECTION, most);
        }
        engine.requireSubscription();
        if (pattern.isWild() && !(command.start() instanceof Start.Now)) {
            throw new PushCoreException(ErrorCode.NOT_RECOVERABLE, "a pattern is read from now on, it has no position");
        }
        if (command.waits() && !access.mayWait(link.identity())) {
            throw new PushCoreException(ErrorCode.FORBIDDEN, "making publishing wait needs the grant wait");
        }
        allow(link.identity(), command)
                .whenComplete((allowed, failure) -> link.onLane(() -> {
                    if (failure != null) {
                        Desk.refuse(link, slot, failure);
                    } else if (!link.isClosed()) {
                        begin(link, slot, command, pattern);
                    }
                }));
    }

    private CompletableFuture<Boolean> allow(Identity who, Command.Subscribe command) {
        CompletableFuture<Boolean> allowed = access.allow(who, Authorizer.Action.SUBSCRIBE, command.channel());
        return command.notesPresence()
                ? allowed.thenCompose(yes -> access.allow(who, Authorizer.Action.PRESENCE, command.channel()))
                : allowed;
    }

    private void begin(NetLink link, Slot slot, Command.Subscribe command, Pattern pattern) {
        if (pattern.isWild()) {
            link.answers()
                    .answer(
                            slot,
                            new Reply.Subscribed(NOWHERE, false),
                            () -> link.readers().addPattern(pattern));
            return;
        }
        LinkReader reader;
        try {
            link.pace().channel(command.channel());
            ChannelState channel = engine.channels.claimed(Names.channel(command.channel()));
            reader = new LinkReader(engine, link, channel, link.codec().form(), command);
        } catch (PushCoreException refused) {
            Desk.refuse(link, slot, refused);
            return;
        }
        link.readers().add(reader);
        reader.join()
                .whenComplete((origin, failure) -> link.onLane(() -> {
                    if (origin == null) {
                        link.readers().drop(reader);
                        Desk.refuse(link, slot, failure);
                    } else {
                        // the answer first: what comes after the position follows it
                        Reply reply = new Reply.Subscribed(origin.position(), false, origin.isAsAsked());
                        link.answers().answer(slot, reply, reader::activate);
                    }
                }));
    }
}
