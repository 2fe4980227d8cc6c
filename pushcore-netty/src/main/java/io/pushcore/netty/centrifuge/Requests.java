package io.pushcore.netty.centrifuge;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the commands of one connection, each by the reader of its method. */
final class Requests {
    private static final String ID = "id";
    private static final String CONNECT = "connect";
    private static final String SEND = "send";
    private static final long MAX_ID = 0xFFFF_FFFFL;

    private static final Map<String, Reader> READERS = Map.ofEntries(
            Map.entry(CONNECT, ConnectRequest::read),
            Map.entry("refresh", RefreshRequest::read),
            Map.entry("subscribe", SubscribeRequest::read),
            Map.entry("unsubscribe", UnsubscribeRequest::read),
            Map.entry("publish", PublishRequest::read),
            Map.entry("presence", PresenceRequest::read),
            Map.entry("presence_stats", PresenceStatsRequest::read),
            Map.entry("history", HistoryRequest::read),
            Map.entry("rpc", RpcRequest::read),
            Map.entry(SEND, SendRequest::read),
            Map.entry("sub_refresh", SubRefreshRequest::read),
            Map.entry("ping", PingRequest::read));

    private final Session session;

    Requests(Session session) {
        this.session = session;
    }

    /** The id of a command, by which the client knows the reply; 0 if it has none. */
    static long id(Fields command) {
        return command.names().contains(ID) ? command.number(ID, 1, MAX_ID) : 0;
    }

    /**
     * The request in a command, or none if the command is empty: the answer to a ping.
     *
     * @throws PushCoreException if there is no reply that could tell what is wrong
     */
    Optional<Exchange> read(Fields command) {
        Set<String> names = new TreeSet<>(command.names());
        if (names.isEmpty() && session.isConnected()) {
            return Optional.empty();
        }
        long id = id(command);
        names.remove(ID);
        String method = names.isEmpty() ? "" : names.iterator().next();
        if (session.isConnected() == method.equals(CONNECT)) {
            throw wrong(session.isConnected() ? "connect must come once" : "connect must come first");
        }
        if (id == 0 && !method.equals(SEND)) {
            throw wrong("id must be there");
        }
        return Optional.of(new Exchange(id, method, names.size() == 1 ? request(command, method) : oneMethod()));
    }

    private ClientRequest request(Fields command, String method) {
        Reader reader = READERS.get(method);
        if (reader == null) {
            return RefusedRequest.of(ProtocolError.METHOD_NOT_FOUND, "no such method: " + Names.shown(method));
        }
        try {
            return reader.read(command.object(method), session);
        } catch (PushCoreException wrong) {
            return new RefusedRequest(Refusal.of(wrong));
        }
    }

    private static ClientRequest oneMethod() {
        return RefusedRequest.of(ProtocolError.BAD_REQUEST, "one method must stand in a command");
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }

    /** Reads the fields of one method. */
    private interface Reader {
        /** @throws PushCoreException with what is wrong about a field */
        ClientRequest read(Fields fields, Session session);
    }
}
