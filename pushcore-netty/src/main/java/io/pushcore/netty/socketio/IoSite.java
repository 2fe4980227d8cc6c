package io.pushcore.netty.socketio;

import io.pushcore.ChannelRules;
import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import io.pushcore.Time;
import io.pushcore.Tuning;
import io.pushcore.netty.http.Request;
import io.pushcore.socketio.SocketIoClient;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What all sessions of one started port have in common. Usable from any thread. */
public final class IoSite {
    private static final int ID_BYTES = 16;
    /** Space for a packet's own words around a payload. */
    private static final int PACKET_BYTES = 4 << 10;

    private final IoSettings settings;
    private final Gateway gateway;
    private final @Nullable InboxWords inboxWords;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
    private final EmptySessions empty = new EmptySessions(this::limit);
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
    private final Recoveries recoveries;

    public IoSite(IoSettings settings, Gateway gateway) {
        this(settings, gateway, null);
    }

    /** @param inboxWords of a port whose clients have their inbox open */
    public IoSite(IoSettings settings, Gateway gateway, @Nullable InboxWords inboxWords) {
        this.inboxWords = inboxWords;
        this.settings = settings;
        this.gateway = gateway;
        this.recoveries = new Recoveries(gateway.time(), settings.recoverFor());
        settings.namespaces()
                .forEach((name, handlers) -> namespaces.put(name, new Namespace(name, handlers, recoveries.isOn())));
    }

    IoSettings settings() {
        return settings;
    }

    @Nullable
    InboxWords inboxWords() {
        return inboxWords;
    }

    Gateway gateway() {
        return gateway;
    }

    Time time() {
        return gateway.time();
    }

    Recoveries recoveries() {
        return recoveries;
    }

    Optional<Namespace> namespace(String name) {
        return Optional.ofNullable(namespaces.get(name));
    }

    /** Those that are connected to a namespace. */
    public List<SocketIoClient> clients(String namespace) {
        return namespace(namespace).map(Namespace::clients).orElse(List.of());
    }

    long limit(Limit limit) {
        Long set = gateway.broker().tuning().limits().get(limit);
        return set == null ? limit.byDefault() : set;
    }

    /** The longest message of a client that was let in. */
    int maxMessageBytes() {
        Tuning tuning = gateway.broker().tuning();
        int most = tuning.defaultRules().maxPayloadBytes();
        for (ChannelRules rules : tuning.rules().values()) {
            most = Math.max(most, rules.maxPayloadBytes());
        }
        return (int) Math.min(most + (long) PACKET_BYTES, 128 << 20);
    }

    void refused(ErrorCode why) {
        gateway.refused(why);
    }

    /** Runs work on a lane after a while. */
    Time.Timer after(Lane lane, Duration delay, Runnable work) {
        return gateway.time().schedule(delay, () -> lane.execute(work));
    }

    /** A name that nobody guesses. */
    String newId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    // ---- sessions

    /** Begins a session, which has nobody in it, or refuses to; on the lane of its first request. */
    EngineSession begin(Opening opening) {
        empty.begin(opening.network());
        EngineSession session = new EngineSession(newId(), this, opening);
        sessions.put(session.id(), session);
        return session;
    }

    EngineSession session(Request request) {
        EngineSession session = sessions.get(request.parameter("sid").orElse(""));
        if (session == null) {
            throw Refusal.UNKNOWN_SESSION.exception();
        }
        return session;
    }

    void gone(EngineSession session) {
        sessions.remove(session.id());
    }

    EmptySessions empty() {
        return empty;
    }

    /** Ends all sessions. */
    public void end() {
        sessions.values().forEach(session -> session.lane().execute(() -> session.end(false)));
        recoveries.clear();
    }
}
