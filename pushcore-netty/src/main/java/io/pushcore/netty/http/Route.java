package io.pushcore.netty.http;

import io.pushcore.PushCoreException;

/** What requests for one path are for. Called on the lanes; keeps no state. */
@FunctionalInterface
public interface Route {
    /**
     * Says what is to be done, without doing it.
     *
     * @param variable what stands in the path for the part in braces, decoded; empty if the path has none
     * @throws PushCoreException if the request is refused
     */
    Plan plan(Request request, String variable);
}
