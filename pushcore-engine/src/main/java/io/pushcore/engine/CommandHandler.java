package io.pushcore.engine;

import io.pushcore.transport.Command;

/** What becomes of one kind of command. Called on the link's lane; answers the slot there, now or later. */
@FunctionalInterface
interface CommandHandler<C extends Command> {
    void handle(NetLink link, Slot slot, C command);
}
