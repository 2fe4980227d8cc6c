package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.Names;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Says who is subscribed. */
final class ReadPresenceHandler implements CommandHandler<Command.ReadPresence> {
    private final Engine engine;
    private final Access access;

    ReadPresenceHandler(Engine engine, Access access) {
        this.engine = engine;
        this.access = access;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.ReadPresence command) {
        link.pace().channel(Names.channel(command.channel()));
        access.allow(link.identity(), Authorizer.Action.PRESENCE, command.channel())
                .thenCompose(allowed -> PresenceQuest.of(engine, command.channel()))
                .whenComplete((presence, failure) -> link.onLane(() -> {
                    if (presence == null) {
                        Desk.refuse(link, slot, failure);
                    } else {
                        link.answer(slot, new Reply.PresenceList(presence));
                    }
                }));
    }
}
