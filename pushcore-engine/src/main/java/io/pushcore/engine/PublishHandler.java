package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.Names;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Command;
import java.util.concurrent.CompletableFuture;

/** Publishes for a connection; while there is no room the connection is not read. */
final class PublishHandler implements CommandHandler<Command.Publish> {
    private final Engine engine;
    private final Access access;
    private final PublishGate gate;

    PublishHandler(Engine engine, Access access) {
        this.engine = engine;
        this.access = access;
        this.gate = new PublishGate(engine);
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.Publish command) {
        Names.channel(command.channel());
        CompletableFuture<Boolean> allowed =
                access.allow(link.identity(), Authorizer.Action.PUBLISH, command.channel());
        String sender = command.publication().sender();
        if (!sender.isEmpty()) {
            allowed = allowed.thenCombine(access.allowAs(link.identity(), sender), (may, as) -> true);
        }
        if (allowed.isDone() && !allowed.isCompletedExceptionally()) {
            publish(link, slot, command);
            return;
        }
        link.input().block(slot);
        allowed.whenComplete((yes, failure) -> link.onLane(() -> {
            if (failure != null) {
                Desk.refuse(link, slot, failure);
            } else {
                publishOrWait(link, slot, command);
            }
        }));
    }

    private void publishOrWait(NetLink link, Slot slot, Command.Publish command) {
        publish(link, slot, command);
        // without room it blocks
        if (slot.isTaken()) {
            link.input().unblock(slot);
        }
    }

    private void publish(NetLink link, Slot slot, Command.Publish command) {
        if (link.isClosed()) {
            return;
        }
        try {
            link.pace().channel(command.channel());
            ChannelState state = engine.channels.state(command.channel());
            Publication from = Access.from(link.identity(), command.publication());
            Publication checked = gate.check(from, state.rules());
            long bytes = Pending.sizeOf(checked);
            if (!state.intake().hasSpace(bytes)) {
                link.input().block(slot);
                state.intake()
                        .whenSpace(
                                bytes,
                                () -> link.onLaneLater(() -> {
                                    publish(link, slot, command);
                                    // still without room, it blocks again
                                    if (slot.isTaken()) {
                                        link.input().unblock(slot);
                                    }
                                }));
                return;
            }
            state.intake().admit(1);
            slot.take();
            if (link.input().isDecoding() && state.takesTime()) {
                while (!state.intake().publishSoon(checked, slot)) {
                    state = engine.channels.state(command.channel());
                }
                link.input().pumpsAfterwards(state);
            } else {
                while (!state.intake().publish(checked, slot)) {
                    state = engine.channels.state(command.channel());
                }
            }
        } catch (PushCoreException refused) {
            slot.take();
            gate.count(refused);
            Desk.refuse(link, slot, refused);
        }
    }
}
