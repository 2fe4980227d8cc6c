package io.pushcore.netty;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connections of a port that wait for what their other end is to send, a request or the rest of a handshake, and of which the
 * broker knows nothing. Above a number the one that has waited longest makes room: who means to send something does so at once.
 * Each lane has an equal share, which it alone touches.
 */
final class WaitingConnections {
    private final int mostOfLane;
    private final String sentence;
    private final Class<?> kind;
    private final Map<NettyLane, Set<NettySocket>> shares = new ConcurrentHashMap<>();

    /**
     * @param sentence what the log says where one makes room
     * @param kind whose warning that is
     */
    WaitingConnections(int most, int lanes, String sentence, Class<?> kind) {
        this.mostOfLane = Math.max(1, most / lanes);
        this.sentence = sentence;
        this.kind = kind;
    }

    void add(NettySocket socket) {
        Set<NettySocket> share = shareOf(socket);
        share.add(socket);
        if (share.size() > mostOfLane) {
            Iterator<NettySocket> eldest = share.iterator();
            NettySocket leaving = eldest.next();
            eldest.remove();
            leaving.cut();
            FailureLog.CONNECTIONS.warn(sentence, kind);
        }
    }

    void remove(NettySocket socket) {
        shareOf(socket).remove(socket);
    }

    private Set<NettySocket> shareOf(NettySocket socket) {
        return shares.computeIfAbsent(socket.lane(), lane -> new LinkedHashSet<>());
    }
}
