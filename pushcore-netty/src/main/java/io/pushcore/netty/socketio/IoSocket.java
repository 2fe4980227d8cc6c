package io.pushcore.netty.socketio;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Link;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Tally;
import io.pushcore.transport.Terms;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One namespace of one client: to the broker a connection of its own. Only the session's lane touches it. */
final class IoSocket {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EngineSession session;
    private final Namespace namespace;
    private final Greeting greeting;
    private final IoCodec codec;
    private final IoClient client;
    private final Inflow inflow;
    private final Outflow outflow;
    private final Trail trail = new Trail();
    /** Channels of which a gap is the end. */
    private final Set<String> whole = new HashSet<>(0);

    private IoSockets.@Nullable Failures failures;
    private @Nullable Terms terms;
    private @Nullable Link link;
    private String secret = "";
    private State state = State.ENTERING;
    private boolean comesBack;

    private enum State {
        /** Who that is, and what it had, is being found out. */
        ENTERING,
        OPEN,
        /** The broker has said its last word. */
        ENDING,
        CLOSED
    }

    IoSocket(EngineSession session, Namespace namespace, Greeting greeting) {
        this.session = session;
        this.namespace = namespace;
        this.greeting = greeting;
        InboxWords words = session.site().inboxWords();
        EventForm form = namespace.form(session.version());
        this.codec = words == null ? new IoCodec(this, form) : new InboxCodec(this, form, words);
        this.client = new IoClient(this, greeting.auth());
        this.inflow = new Inflow(this);
        this.outflow = new Outflow(this);
    }

    /** @param soFar wrong logins of the session */
    void begin(IoSockets.@Nullable Failures soFar) {
        failures = soFar;
        IoConnection connection = new IoConnection(this);
        link = session.site().gateway().connect(connection, connection);
        Terms known = terms;
        if (known != null && state == State.ENTERING) {
            codec.enter(greeting, known);
        }
    }

    /** The broker takes it. */
    void taken(Terms known) {
        terms = known;
    }

    /** Wrong logins of the session so far. */
    Optional<Tally> tally() {
        return Optional.ofNullable(failures).map(IoSockets.Failures::tally);
    }

    EngineSession session() {
        return session;
    }

    Lane lane() {
        return session.lane();
    }

    String remoteAddress() {
        return session.opening().remoteAddress();
    }

    Namespace namespace() {
        return namespace;
    }

    IoCodec codec() {
        return codec;
    }

    IoClient client() {
        return client;
    }

    Inflow inflow() {
        return inflow;
    }

    Outflow outflow() {
        return outflow;
    }

    Trail trail() {
        return trail;
    }

    boolean recovers() {
        return namespace.recovers(session.version());
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    boolean isEntering() {
        return state == State.ENTERING;
    }

    boolean isWhole(String channel) {
        return whole.remove(channel);
    }

    /** Has the engine ask for commands, soon. */
    void wake() {
        lane().execute(this::heard);
    }

    /** Something came of the client. */
    void heard() {
        if (link != null) {
            link.received(NOTHING);
        }
    }

    void counted(int bytes) {
        if (link != null) {
            link.counted(bytes);
        }
    }

    // ---- in and out of the namespace

    /** It is in, and has what it had before, if that was found. */
    void letIn(Optional<Kept> kept, Map<String, Position> places) {
        if (state != State.ENTERING) {
            return;
        }
        state = State.OPEN;
        String id = kept.map(Kept::id).orElseGet(this::newId);
        secret = recovers()
                ? kept.isPresent() ? greeting.secret() : session.site().newId()
                : "";
        kept.ifPresent(known -> trail.resumed(greeting.seen()));
        places.forEach(trail::joined);
        whole.addAll(places.keySet());
        session.sockets().letIn();
        Output out = new Output();
        String json = session.version() == Version.V3
                ? ""
                : "{\"sid\":\"" + id + "\"" + (secret.isEmpty() ? "" : ",\"pid\":\"" + secret + "\"") + "}";
        IoText.plain(IoType.CONNECT, namespace.name(), json, out);
        client.opened(id, terms == null ? Identity.ANONYMOUS : terms.identity(), kept.isPresent());
        client.joined(places.keySet());
        namespace.come(client);
        if (!secret.isEmpty()) {
            session.site().recoveries().come(secret, this);
        }
        session.sockets().say(out);
        outflow.release();
        inflow.begin();
    }

    private String newId() {
        if (session.version() == Version.V4) {
            return session.site().newId();
        }
        return namespace.name().equals("/") ? session.id() : namespace.name() + "#" + session.id();
    }

    void refuse(Reply.Refused refused) {
        Output out = new Output();
        refusal(refused.code(), refused.sentence(), out);
        session.sockets().say(out);
        end(false);
    }

    void refusal(ErrorCode code, String sentence, Output out) {
        if (codec.refusesByDisconnecting()) {
            IoText.plain(IoType.DISCONNECT, namespace.name(), "", out);
            return;
        }
        String quoted = IoText.quoted(sentence);
        String json = session.version() == Version.V3
                ? quoted
                : "{\"message\":" + quoted + ",\"data\":{\"code\":" + code.number() + "}}";
        IoText.plain(IoType.CONNECT_ERROR, namespace.name(), json, out);
    }

    void dropHeld() {
        outflow.drop();
    }

    /** The client leaves the namespace. */
    void leaves() {
        end(false);
    }

    /** The application ends it. */
    void disconnect() {
        if (state == State.OPEN) {
            Output out = new Output();
            IoText.plain(IoType.DISCONNECT, namespace.name(), "", out);
            session.sockets().say(out);
            end(false);
        }
    }

    /** The same client is here again, on another connection. */
    void giveWay() {
        session.end(true);
    }

    /** The broker says its last word. */
    void farewell(boolean clientComesBack) {
        comesBack = clientComesBack;
        if (state != State.CLOSED) {
            boolean wasEntering = state == State.ENTERING;
            state = State.ENDING;
            client.ending();
            if (wasEntering) {
                lane().execute(outflow::drop);
            }
        }
    }

    /** The broker closes it, after its last word. */
    void close() {
        boolean back = comesBack;
        end(back);
        if (back) {
            session.endWhenSaid();
        }
    }

    /** @param lost whether the client may come back to what it had */
    void end(boolean lost) {
        if (state == State.CLOSED) {
            return;
        }
        boolean wasIn = !client.id().isEmpty();
        state = State.CLOSED;
        outflow.end();
        Link ended = link;
        link = null;
        IoSockets.Failures soFar = null;
        if (ended != null) {
            soFar = ended.tally().map(IoSockets.Failures::new).orElse(null);
            lane().execute(ended::closed);
        }
        session.sockets().gone(this, soFar);
        inflow.end();
        namespace.gone(client);
        client.closed();
        if (!secret.isEmpty()) {
            Kept kept =
                    new Kept(client.id(), namespace.name(), client.identity().user(), trail);
            session.site().recoveries().gone(secret, this, lost ? Optional.of(kept) : Optional.empty());
        }
        if (wasIn) {
            inflow.last();
        }
    }

    // ---- what comes

    /** An event of the client. */
    void event(IoPacket packet, List<Payload> bytes) {
        inflow.event(packet, bytes);
    }

    /** The client's answer to an event. */
    void answered(IoPacket packet, List<Payload> bytes) {
        outflow.answered(packet.id(), Args.read(packet.json(), bytes));
    }

    /** Writes an event; where it can be recovered it ends with where the client is. */
    void event(String event, List<Payload> args, long id, Output out) {
        List<Payload> all = new ArrayList<>(args);
        // behind what is to be answered stands the function that answers
        if (recovers() && id < 0) {
            all.add(Payload.of(trail.last()));
        }
        IoText.event(namespace.name(), event, all, id, false, out);
    }

    void channelClosed(String channel) {
        trail.left(channel);
        whole.remove(channel);
        client.left(channel);
    }
}
