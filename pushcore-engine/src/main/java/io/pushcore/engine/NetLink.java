package io.pushcore.engine;

import io.pushcore.ErrorCode;
import io.pushcore.Identity;
import io.pushcore.Limit;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Command;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Link;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The engine's end of one connection: bytes in to commands, answers and messages to writes, one write in flight. Only its lane
 * touches it, but for {@link #onLane}.
 */
final class NetLink implements Link, Connection.Written {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Engine engine;
    private final Desk desk;
    private final Connection connection;
    private final Codec codec;
    private final LinkTerms terms;
    private final LinkReaders readers;
    private final Deque<Slot> slots = new ArrayDeque<>(2);
    private final Output out = new Output(64);
    private final Batch batch = new Batch();
    private final String publicId;

    private Identity identity = Identity.ANONYMOUS;
    private boolean authenticated;
    private int failedLogins;

    /** Bytes that came and are not consumed, ready to be read. */
    private ByteBuffer rest = NOTHING;
    /** The command that must be answered before the next is read; publishes hold up nothing. */
    private @Nullable Slot blockedBy;

    /** Whether an answer has parts to come: messages wait, for a dialect may have no way to tell them from it. */
    private boolean answering;

    private boolean decoding;
    private boolean paused;
    private boolean inputEnded;
    private boolean writing;
    private boolean flushing;
    private boolean closing;
    private boolean closed;
    private @Nullable LinkReader firstReady;
    private @Nullable LinkReader lastReady;

    private final LinkWatch watch;
    private @Nullable Runnable onSent;

    NetLink(Engine engine, Desk desk, Connection connection, Dialect dialect) {
        this.engine = engine;
        this.desk = desk;
        this.connection = connection;
        this.publicId = engine.randomText(12);
        this.readers = new LinkReaders(engine, this);
        this.terms = new LinkTerms(engine, this, desk.access().isGuarded());
        this.watch = new LinkWatch(engine, this, connection);
        this.codec = dialect.open(terms);
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

    /** A name of the session that gives no right to it. */
    String publicId() {
        return publicId;
    }

    Identity identity() {
        return identity;
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

    boolean isWriting() {
        return writing;
    }

    /** Whether the broker itself holds the connection up, so that no deadline of the client's runs. */
    boolean isHeldUp() {
        return paused || !slots.isEmpty();
    }

    void authenticated(Identity who) {
        identity = who;
        authenticated = true;
    }

    void named(String user) {
        identity = user.isEmpty() ? Identity.ANONYMOUS : Identity.of(user);
    }

    /** Counts a wrong login; too many close the connection. */
    void loginFailed() {
        failedLogins++;
        if (failedLogins >= engine.options.limit(Limit.FAILED_LOGINS_PER_CONNECTION)) {
            onLaneLater(
                    () -> close(ErrorCode.UNAUTHENTICATED, "too many wrong credentials (failedLoginsPerConnection)"));
        }
    }

    /** Runs work on the lane: at once if this is the lane. */
    void onLane(Runnable work) {
        if (connection.lane().isCurrent()) {
            work.run();
        } else {
            connection.lane().execute(work);
        }
    }

    void onLaneLater(Runnable work) {
        connection.lane().execute(work);
    }

    // ---- bytes in

    @Override
    public void received(ByteBuffer bytes) {
        watch.heard();
        if (closed || closing) {
            return;
        }
        if (!rest.hasRemaining()) {
            decode(bytes);
            rest = bytes.hasRemaining() && !closing ? keep(bytes) : NOTHING;
        } else {
            rest = appended(rest, bytes);
            decodeRest();
        }
        flush();
    }

    @Override
    public void receivedAll() {
        inputEnded = true;
        closeIfDone();
    }

    private void decodeRest() {
        decode(rest);
        if (!rest.hasRemaining() || closing) {
            rest = NOTHING;
        }
    }

    private static ByteBuffer keep(ByteBuffer bytes) {
        ByteBuffer kept = ByteBuffer.allocate(Math.max(64, bytes.remaining()));
        return kept.put(bytes).flip();
    }

    /** What is left and what came after it, in one buffer that grows with what came. */
    private static ByteBuffer appended(ByteBuffer left, ByteBuffer more) {
        int needed = left.remaining() + more.remaining();
        ByteBuffer into = left;
        if (left.capacity() < needed) {
            into = ByteBuffer.allocate(Math.max(needed, left.capacity() + (left.capacity() >> 1)))
                    .put(left);
        } else {
            into.compact();
        }
        return into.put(more).flip();
    }

    private void decode(ByteBuffer bytes) {
        if (decoding) {
            return;
        }
        decoding = true;
        try {
            while (mayDecode()) {
                Command command = codec.decode(bytes);
                if (command == null) {
                    break;
                }
                run(command);
            }
        } catch (PushCoreException lost) {
            engine.counters.error(lost.code());
            close(lost.code(), lost.sentence());
        } catch (RuntimeException failure) {
            desk.failed("a codec failed", failure);
            close(ErrorCode.INTERNAL, "the broker failed to read this");
        } finally {
            decoding = false;
        }
        pauseIf(!mayDecode() && !closing);
    }

    private boolean mayDecode() {
        return !closing && blockedBy == null && out.length() <= engine.options.limit(Limit.UNSENT_BYTES_PER_CONNECTION);
    }

    private void pauseIf(boolean pause) {
        if (pause != paused && !closed) {
            paused = pause;
            connection.reading(!pause);
        }
    }

    private void run(Command command) {
        Slot slot = new Slot(this, command);
        slots.add(slot);
        if (!(command instanceof Command.Publish)) {
            blockedBy = slot;
        }
        desk.serve(this, slot);
    }

    /** Lets nothing else be read until this slot is answered or {@link #unblock}ed. */
    void block(Slot slot) {
        blockedBy = slot;
    }

    void unblock(Slot slot) {
        if (blockedBy == slot) {
            blockedBy = null;
            if (!decoding) {
                decodeRest();
                flush();
            }
        }
    }

    // ---- answers out

    /** Answers a command; it is written when all before it are answered. */
    void answer(Slot slot, Reply reply) {
        answer(slot, reply, null);
    }

    /** The same, and runs {@code then} once the answer stands among what is written next, so that what it brings follows. */
    void answer(Slot slot, Reply reply, @Nullable Runnable then) {
        if (closing) {
            return;
        }
        if (reply instanceof Reply.Refused refused) {
            engine.counters.error(refused.code());
        }
        slot.reply = reply;
        slot.then = then;
        answering = false;
        while (!slots.isEmpty()) {
            Slot first = slots.element();
            Reply ready = first.reply;
            if (ready == null) {
                break;
            }
            slots.remove();
            encode(first.command, ready);
            if (first.then != null) {
                first.then.run();
            }
        }
        takeTurn();
        unblock(slot);
        if (!decoding) {
            if (paused) {
                decodeRest();
            }
            flush();
        }
    }

    private void takeTurn() {
        Slot first = slots.peek();
        if (first != null && first.turn != null) {
            Runnable turn = first.turn;
            first.turn = null;
            turn.run();
        }
    }

    /** Runs work once all commands before this one have been answered, at once if they have. */
    void whenFirst(Slot slot, Runnable work) {
        if (slots.peek() == slot) {
            work.run();
        } else {
            slot.turn = work;
        }
    }

    /** Writes a part of an answer that has more parts; only where all commands before it have been answered. */
    void answerPart(Slot slot, Reply reply) {
        if (!closing) {
            answering = true;
            encode(slot.command, reply);
            flush();
        }
    }

    private void encode(Command command, Reply reply) {
        try {
            codec.encode(command, reply, out);
        } catch (RuntimeException failure) {
            desk.failed("a codec failed", failure);
            close(ErrorCode.INTERNAL, "the broker failed to write this");
        }
    }

    /** Runs work on the lane once the connection has taken the answers so far. One such work at a time. */
    void whenUnsentIsLow(Runnable work) {
        onSent = work;
        if (!writing && out.length() == 0) {
            onLaneLater(this::sent);
        }
    }

    private void sent() {
        Runnable work = onSent;
        if (work != null && !closed && out.length() == 0) {
            onSent = null;
            work.run();
        }
    }

    // ---- messages out

    /** A reader has something to write, or may have. */
    void offer(LinkReader reader) {
        enqueue(reader);
        if (!writing) {
            flush();
        }
    }

    private void enqueue(LinkReader reader) {
        if (reader.queued) {
            return;
        }
        reader.queued = true;
        LinkReader last = lastReady;
        if (last == null) {
            firstReady = reader;
        } else {
            last.next = reader;
        }
        lastReady = reader;
    }

    private @Nullable LinkReader dequeue() {
        LinkReader first = firstReady;
        if (first != null) {
            firstReady = first.next;
            if (firstReady == null) {
                lastReady = null;
            }
            first.next = null;
            first.queued = false;
        }
        return first;
    }

    /** Writes one batch of answers and messages, if there are any and nothing is in flight. */
    void flush() {
        if (writing || flushing || closed || decoding) {
            return;
        }
        flushing = true;
        try {
            collect();
            if (!batch.isEmpty()) {
                writing = true;
                watch.wrote();
                connection.write(batch.buffers, this);
            }
        } catch (RuntimeException failure) {
            desk.failed("a connection failed", failure);
            connection.close();
        } finally {
            flushing = false;
        }
        if (!writing) {
            wroteAtOnce();
        }
    }

    private void wroteAtOnce() {
        if (hasMore()) {
            // others of this lane come first
            onLaneLater(this::flush);
        } else {
            closeIfDone();
        }
    }

    private boolean hasMore() {
        return !closed && (out.length() > 0 || (firstReady != null && !answering));
    }

    private void collect() {
        collectAnswers();
        while (!answering && batch.space() > 0) {
            LinkReader reader = dequeue();
            if (reader == null) {
                return;
            }
            if (reader.take(batch)) {
                enqueue(reader);
            }
            // a reader that got on may have let a publish through: what follows its answer must not pass it
            collectAnswers();
        }
    }

    private void collectAnswers() {
        if (out.length() > 0) {
            batch.add(ByteBuffer.wrap(out.toBytes()));
            out.clear();
        }
    }

    @Override
    public void written(boolean whole) {
        batch.clear();
        writing = false;
        if (closed || !whole) {
            return;
        }
        watch.progressed();
        sent();
        if (paused) {
            decodeRest();
        }
        if (!flushing) {
            flush();
        }
    }

    // ---- the end

    /** Says last words and closes, once what is under way has been written. */
    void close(ErrorCode code, String sentence) {
        if (closing || closed) {
            return;
        }
        closing = true;
        rest = NOTHING;
        connection.reading(false);
        readers.leaveAll();
        codec.farewell(code, sentence, out);
        watch.closing();
        // behind a write in flight the last words go out when it ends
        flush();
    }

    private void closeIfDone() {
        if (closed || writing || out.length() > 0) {
            return;
        }
        if (closing || (inputEnded && slots.isEmpty() && readers.isEmpty())) {
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
        rest = NOTHING;
        slots.clear();
        readers.leaveAll();
        firstReady = null;
        lastReady = null;
        if (!writing) {
            batch.clear();
        }
        desk.gone(this);
    }
}
