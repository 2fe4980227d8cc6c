package io.pushcore.netty;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The handshakes under way on a port, of which the broker knows nothing yet. Above a number the one that has taken longest makes
 * room. Each lane has an equal share, which it alone touches.
 */
final class Handshakes {
    private final int mostOfLane;
    private final Map<NettyLane, Set<NettySocket>> shares = new ConcurrentHashMap<>();

    Handshakes(int most, int lanes) {
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
            FailureLog.CONNECTIONS.warn("a TLS handshake made room for another (handshakes)", Handshakes.class);
        }
    }

    void remove(NettySocket socket) {
        shareOf(socket).remove(socket);
    }

    private Set<NettySocket> shareOf(NettySocket socket) {
        return shares.computeIfAbsent(socket.lane(), lane -> new LinkedHashSet<>());
    }
}
