package io.pushcore.netty.centrifuge;

import io.pushcore.Position;
import io.pushcore.Start;

/** Where a client has got to, as {@code epoch} and {@code offset}. */
final class Since {
    private Since() {}

    /** With neither of the two the client claims nothing: from the oldest kept. With an offset only, of whatever epoch. */
    static Start of(Fields fields) {
        String epoch = fields.text("epoch");
        long offset = fields.number("offset", 0, Long.MAX_VALUE);
        if (!epoch.isEmpty()) {
            // a client that moves over from another server, or was told to forget where it was, has an epoch of no log
            // here
            return Start.after(Position.claimed(epoch, offset));
        }
        return offset == 0 ? Start.earliest() : new Start.AfterOffset(offset);
    }
}
