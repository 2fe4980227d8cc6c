package io.pushcore.netty.socketio;

import io.pushcore.netty.http.Request;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Lane;

/** Where a session began: the request, and the socket it came on. Immutable. */
record Opening(
        Request request,
        Version version,
        Lane lane,
        String remoteAddress,
        boolean isLoopback,
        String network,
        String certificate) {
    static Opening of(Request request, Version version, Connection connection) {
        return new Opening(
                request,
                version,
                connection.lane(),
                connection.remoteAddress(),
                connection.isLoopback(),
                connection.network(),
                connection.certificate());
    }
}
