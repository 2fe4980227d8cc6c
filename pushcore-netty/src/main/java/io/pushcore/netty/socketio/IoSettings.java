package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.socketio.SocketIoHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a port of Socket.IO is to be. Immutable.
 *
 * @param path of its one address, without the slash at its end
 * @param pingEvery how often clients are asked whether they are there
 * @param pongWithin how long they may take to answer
 * @param connectWithin how long a session may have no namespace, and a binary packet or an upgrade may take
 * @param recoverFor how long who was cut off can come back to its channels; zero for never
 * @param maxAttachments of one packet
 * @param unsentBytes how much of what the application emits may wait for one client
 */
public record IoSettings(
        String path,
        Duration pingEvery,
        Duration pongWithin,
        Duration connectWithin,
        Duration recoverFor,
        int maxAttachments,
        int unsentBytes,
        Map<String, SocketIoHandlers> namespaces) {

    public IoSettings {
        namespaces = Map.copyOf(namespaces);
    }

    /** As they are unless something else is said. */
    public static IoSettings usual() {
        return new IoSettings(
                "/socket.io",
                Duration.ofSeconds(25),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ZERO,
                10,
                1 << 20,
                Map.of("/", SocketIoHandlers.none()));
    }

    public IoSettings path(String newPath) {
        String bare = newPath.endsWith("/") ? newPath.substring(0, newPath.length() - 1) : newPath;
        if (!bare.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "path must be like /socket.io: " + newPath);
        }
        return new IoSettings(
                bare, pingEvery, pongWithin, connectWithin, recoverFor, maxAttachments, unsentBytes, namespaces);
    }

    public IoSettings heartbeat(Duration every, Duration within) {
        positive("heartbeat", every);
        positive("heartbeat", within);
        return new IoSettings(path, every, within, connectWithin, recoverFor, maxAttachments, unsentBytes, namespaces);
    }

    public IoSettings connectWithin(Duration within) {
        positive("connectWithin", within);
        return new IoSettings(path, pingEvery, pongWithin, within, recoverFor, maxAttachments, unsentBytes, namespaces);
    }

    public IoSettings recoverFor(Duration longest) {
        if (longest.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "recoverFor must not be negative: " + longest);
        }
        return new IoSettings(
                path, pingEvery, pongWithin, connectWithin, longest, maxAttachments, unsentBytes, namespaces);
    }

    public IoSettings maxAttachments(int most) {
        positive("maxAttachments", most);
        return new IoSettings(path, pingEvery, pongWithin, connectWithin, recoverFor, most, unsentBytes, namespaces);
    }

    public IoSettings unsentBytes(int most) {
        positive("unsentBytes", most);
        return new IoSettings(path, pingEvery, pongWithin, connectWithin, recoverFor, maxAttachments, most, namespaces);
    }

    public IoSettings namespace(String name, SocketIoHandlers handlers) {
        if (!name.matches("/[^,?\\s\\p{Cntrl}]*") || name.length() > 255) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "namespace must be like /chat: " + name);
        }
        Map<String, SocketIoHandlers> more = new TreeMap<>(namespaces);
        more.put(name, handlers);
        return new IoSettings(
                path, pingEvery, pongWithin, connectWithin, recoverFor, maxAttachments, unsentBytes, more);
    }

    private static void positive(String option, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, option + " must be positive: " + value);
        }
    }

    private static void positive(String option, int value) {
        if (value < 1) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, option + " must be positive: " + value);
        }
    }
}
