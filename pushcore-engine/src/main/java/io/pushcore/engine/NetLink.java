package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.Session;
import io.pushcore.Time;
import io.pushcore.engine.session.UserSession;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Link;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Tally;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The engine's end of one connection: who is there, and its beginning and end. What comes in is {@link LinkInput}, what goes out
 * {@link LinkOutput}, and between them stand {@link LinkAnswers}. Only its lane touches it, but for {@link #onLane} and {@link #settled}.
 */
final class NetLink implements Link {
    private final Engine engine;
    private final Desk desk;
    private final Connection connection;
    private final Codec codec;
    private final LinkTerms terms;
    private final LinkReaders readers;
    private final LinkWatch watch;
    private final LinkInput input;
    private final LinkAnswers answers;
    private final SettledSlots settled = new SettledSlots(this);
    private final LinkOutput output;
    private final LinkPace pace;
    private final LinkSession userSession;
    private final String publicId;
    private final String address;
    private final String transport;
    private final Instant since;

    private Time.@Nullable Timer waiting;
    private Identity identity = Identity.ANONYMOUS;
    private boolean authenticated;

    private boolean opensInbox;
    private HeldInboxes.@Nullable Opened inbox;
    private boolean kicked;
    private boolean closing;
    private boolean closed;

    NetLink(Engine engine, Desk desk, Connection connection, Dialect dialect) {
        this.engine = engine;
        this.desk = desk;
        this.connection = connection;
        this.publicId = engine.randomText(12);
        this.address = connection.network();
        this.pace = new LinkPace(engine, this, tallyBefore(connection));
        this.transport = dialect.name();
        this.since = engine.time.now();
        this.readers = new LinkReaders(engine, this);
        this.terms = new LinkTerms(engine, this, desk.access().isGuarded());
        this.watch = new LinkWatch(engine, desk, this, connection);
        this.input = new LinkInput(engine, desk, this, connection);
        this.answers = new LinkAnswers(engine, this);
        this.output = new LinkOutput(desk, this, connection);
        this.userSession = new LinkSession(engine, this);
        this.codec = dialect.open(terms);
    }

    /** What was counted on the socket before; another engine's means nothing here. */
    private static @Nullable LinkTally tallyBefore(Connection connection) {
        return connection.tally().orElse(null) instanceof LinkTally known ? known : null;
    }

    Lane lane() {
        return connection.lane();
    }

    Codec codec() {
        return codec;
    }

    Connection connection() {
        return connection;
    }

    LinkReaders readers() {
        return readers;
    }

    LinkWatch watch() {
        return watch;
    }

    LinkInput input() {
        return input;
    }

    LinkAnswers answers() {
        return answers;
    }

    SettledSlots settled() {
        return settled;
    }

    LinkOutput output() {
        return output;
    }

    /** The session of its user. */
    LinkSession userSession() {
        return userSession;
    }

    LinkPace pace() {
        return pace;
    }

    /** What the other end's address is counted by; empty if it is not. */
    String address() {
        return address;
    }

    /** A name of the connection, and mostly of its session, that gives no right to it. */
    String publicId() {
        return publicId;
    }

    /** What carries it. */
    String transport() {
        return transport;
    }

    /** Whether it has an inbox, or is about to. */
    boolean hasInbox() {
        return opensInbox;
    }

    void opensInbox() {
        opensInbox = true;
    }

    void opensNoInbox() {
        opensInbox = false;
    }

    void opened(HeldInboxes.Opened session) {
        inbox = session;
    }

    /** The session of an inbox that it has. */
    HeldInboxes.@Nullable Opened inbox() {
        return inbox;
    }

    /** Whether nobody is to come back to its session. */
    boolean isKicked() {
        return kicked;
    }

    /** As those see it who run the broker. */
    Session session() {
        UserSession there = userSession.current();
        return new Session(
                userSession.id(),
                identity.user(),
                there == null ? "" : there.device(),
                transport,
                connection.remoteAddress(),
                since,
                readers.size(),
                readers.mostBehind());
    }

    Identity identity() {
        return identity;
    }

    boolean mustAuthenticate() {
        return terms.mustAuthenticate();
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isClosing() {
        return closing;
    }

    /** Whether the broker itself holds the connection up, so that no deadline of the client's runs. */
    boolean isHeldUp() {
        return input.isPaused() || !answers.isEmpty();
    }

    void authenticated(Identity who) {
        identity = who;
        authenticated = true;
        pace.authenticated();
    }

    void named(String user) {
        identity = user.isEmpty() ? Identity.ANONYMOUS : Identity.of(user);
    }

    /** Counts a wrong login; too many close the connection. */
    void loginFailed() {
        if (pace.loginFailed() >= engine.limit(Limit.FAILED_LOGINS_PER_CONNECTION)) {
            onLaneLater(
                    () -> close(ErrorCode.UNAUTHENTICATED, "too many wrong credentials (failedLoginsPerConnection)"));
        }
    }

    boolean isOnLane() {
        return connection.lane().isCurrent();
    }

    /** Runs work on the lane: at once if this is the lane. */
    void onLane(Runnable work) {
        if (isOnLane()) {
            work.run();
        } else {
            connection.lane().execute(work);
        }
    }

    void onLaneLater(Runnable work) {
        connection.lane().execute(work);
    }

    /** Runs work on the lane after a while, one at a time; the end drops it, so that nothing holds on to who has left. */
    void later(Duration wait, Runnable work) {
        waiting = engine.time.schedule(
                wait,
                () -> onLaneLater(() -> {
                    if (!closing) {
                        work.run();
                    }
                }));
    }

    private void forgetInput() {
        input.forget();
        if (waiting != null) {
            waiting.cancel();
        }
    }

    /** Answers a command; it is written when all before it are answered. */
    void answer(Slot slot, Reply reply) {
        answers.answer(slot, reply, null);
    }

    @Override
    public void received(ByteBuffer bytes) {
        watch.heard();
        if (!closing) {
            pace.bytes(bytes.remaining());
            input.received(bytes);
            output.flush();
        }
    }

    @Override
    public void counted(long bytes) {
        pace.bytes(bytes);
    }

    @Override
    public Optional<Tally> tally() {
        return Optional.ofNullable(pace.tally());
    }

    @Override
    public void receivedAll() {
        input.end();
        closeIfDone();
    }

    // ---- the end

    /** Says last words and closes, once what is under way has been written. */
    void close(ErrorCode code, String sentence) {
        if (closing) {
            return;
        }
        closing = true;
        kicked = code == ErrorCode.KICKED;
        userSession.ends(code, sentence);
        engine.counters.error(code);
        forgetInput();
        connection.reading(false);
        readers.leaveAll();
        HeldInboxes.Opened opened = inbox;
        if (kicked && opened != null) {
            // now, or who is behind a write that stands could come back to it from elsewhere
            opened.inbox().inbox().end(Closed.Reason.KICKED, sentence);
        }
        output.farewell(code, sentence);
        watch.closing();
        // behind a write in flight the last words go out when it ends
        output.flush();
    }

    /** Closes where all has been said, or nothing more is to come. */
    void closeIfDone() {
        if (closed || !output.isIdle()) {
            return;
        }
        // who says no more is gone as far as can be told, with subscriptions or without
        if (closing || (input.hasEnded() && answers.isEmpty() && !input.isHeld())) {
            closing = true;
            connection.close();
        }
    }

    @Override
    public void closed() {
        if (closed) {
            return;
        }
        closed = true;
        closing = true;
        forgetInput();
        answers.forget();
        readers.leaveAll();
        output.forget();
        desk.gone(this);
    }
}
