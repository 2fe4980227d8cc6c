package io.pushcore.netty;

import io.pushcore.PushCoreException;

/** What stands around the requests of one connection: a port of the broker's own, or a host's pipeline. Used on its lane only. */
interface Surroundings {
    /** Refuses a request while no broker is there to answer it. */
    void admit() throws PushCoreException;

    /** A request was answered, and the connection can carry another. */
    void free();

    /** The connection becomes a WebSocket: no requests will come, and no answers go. */
    void leave();
}
