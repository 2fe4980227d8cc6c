package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;

/** The name of a channel in a command. */
final class Channel {
    private Channel() {}

    /** The field {@code channel}: one channel that a client may name, not a pattern. */
    static String of(Fields fields) {
        String name = Names.channel(fields.text("channel"));
        if (Names.isReserved(name)) {
            throw new PushCoreException(ErrorCode.FORBIDDEN, "channel name is reserved: " + Names.shown(name));
        }
        return name;
    }
}
