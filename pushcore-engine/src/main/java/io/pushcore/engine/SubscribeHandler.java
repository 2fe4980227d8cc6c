package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.Names;
import io.pushcore.Pass;
import io.pushcore.Pattern;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;
import java.time.Instant;
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
            Instant expires = there == null ? Instant.MAX : there.expires();
            link.answer(slot, new Reply.Subscribed(there == null ? NOWHERE : there.position(), true, true, expires));
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
        if (pattern.isWild() && !command.token().isEmpty()) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "a token is for one channel, not for a pattern");
        }
        if (command.waits() && !access.mayWait(link.identity())) {
            throw new PushCoreException(ErrorCode.FORBIDDEN, "making publishing wait needs the grant wait");
        }
        allow(link.identity(), command)
                .whenComplete((pass, failure) -> link.onLane(() -> {
                    if (pass == null) {
                        refuse(link, slot, failure);
                    } else if (!link.isClosed()) {
                        begin(link, slot, command, pattern, pass);
                    }
                }));
    }

    /** A wrong token is a wrong login: who guesses is sent away. */
    static void refuse(NetLink link, Slot slot, Throwable failure) {
        PushCoreException known = Access.known(failure);
        if (known != null && known.code() == ErrorCode.UNAUTHENTICATED) {
            link.loginFailed();
        }
        Desk.refuse(link, slot, failure);
    }

    private CompletableFuture<Pass> allow(Identity who, Command.Subscribe command) {
        String channel = command.channel();
        CompletableFuture<Pass> allowed = command.token().isEmpty()
                ? access.allow(who, Authorizer.Action.SUBSCRIBE, channel).thenApply(yes -> Pass.forEver())
                : access.pass(who, channel, command.token());
        return command.notesPresence()
                ? allowed.thenCompose(pass ->
                        access.allow(who, Authorizer.Action.PRESENCE, channel).thenApply(yes -> pass))
                : allowed;
    }

    private void begin(NetLink link, Slot slot, Command.Subscribe command, Pattern pattern, Pass pass) {
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
        link.readers().expire(reader, pass.expires());
        reader.join()
                .whenComplete((origin, failure) -> link.onLane(() -> {
                    if (origin == null) {
                        link.readers().drop(reader);
                        Desk.refuse(link, slot, failure);
                    } else {
                        // the answer first: what comes after the position follows it
                        Reply reply =
                                new Reply.Subscribed(origin.position(), false, origin.isAsAsked(), pass.expires());
                        link.answers().answer(slot, reply, reader::activate);
                    }
                }));
    }
}
