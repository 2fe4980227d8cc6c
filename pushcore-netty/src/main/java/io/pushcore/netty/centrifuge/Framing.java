package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Output;

/** How the protocol's messages travel to a client. A constant without state. */
interface Framing {
    /** The short name, for stats and errors. */
    String name();

    /** Writes one message, whose JSON holds no newline. */
    void message(Output json, Output out);

    /** Writes why this is the end. */
    void end(CloseCode code, String reason, Output out);
}
