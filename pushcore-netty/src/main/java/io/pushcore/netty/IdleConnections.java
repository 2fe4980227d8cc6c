package io.pushcore.netty;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of a port on which no request is under way, so that the broker knows nothing of them. Above a number the one that
 * has waited longest makes room: who means to send a request does so at once. Each lane has an equal share, which it alone touches.
 */
final class IdleConnections {
    private final int mostOfLane;
    private final Map<NettyLane, Set<NettySocket>> shares = new ConcurrentHashMap<>();

    IdleConnections(int most, int lanes) {
        this.mostOfLane = Math.max(1, most / lanes);
    }

    void add(NettySocket socket) {
        Set<NettySocket> share = shareOf(socket);
        share.add(socket);
        if (share.size() > mostOfLane) {
            Iterator<NettySocket> eldest = share.iterator();
            NettySocket leaving = eldest.next();
            eldest.remove();
            leaving.cut();
            FailureLog.CONNECTIONS.warn(
                    "a connection without a request made room for another (idleConnections)", IdleConnections.class);
        }
    }

    void remove(NettySocket socket) {
        shareOf(socket).remove(socket);
    }

    private Set<NettySocket> shareOf(NettySocket socket) {
        return shares.computeIfAbsent(socket.lane(), lane -> new LinkedHashSet<>());
    }
}
