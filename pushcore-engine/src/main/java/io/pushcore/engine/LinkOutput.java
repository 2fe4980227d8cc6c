package io.pushcore.engine;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.Payload;
import io.pushcore.transport.Command;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What goes out on a connection: answers and messages to writes, one write in flight. Only its lane touches it. */
final class LinkOutput implements Connection.Written {
    /** So much of an inbox at once, then readers have their turn. */
    private static final int INBOX_BYTES = 16 << 10;

    private final Desk desk;
    private final NetLink link;
    private final Connection connection;
    private final Output out = new Output(64);
    private final Batch batch = new Batch();

    private boolean writing;
    private boolean flushing;
    private @Nullable LinkReader firstReady;
    private @Nullable LinkReader lastReady;
    private @Nullable Runnable onSent;

    LinkOutput(Desk desk, NetLink link, Connection connection) {
        this.desk = desk;
        this.link = link;
        this.connection = connection;
    }

    boolean isWriting() {
        return writing;
    }

    /** Whether nothing is in flight and no answer waits. */
    boolean isIdle() {
        return !writing && out.length() == 0;
    }

    /** Bytes of answers that no write has taken yet. */
    int unsent() {
        return out.length();
    }

    /** Lets go of what is not in flight. */
    void forget() {
        firstReady = null;
        lastReady = null;
        if (!writing) {
            batch.clear();
        }
    }

    void encode(Command command, Reply reply) {
        try {
            link.codec().encode(command, reply, out);
        } catch (RuntimeException failure) {
            desk.failed("a codec failed", failure);
            link.close(ErrorCode.INTERNAL, "the broker failed to write this");
        }
    }

    /** Says that a subscription has ended; not within an answer in parts. */
    void ended(Closed closed) {
        link.codec().encode(closed, out);
        flush();
    }

    void heartbeat() {
        link.codec().heartbeat(out);
        flush();
    }

    /** Says something to the session; false where its dialect has no word for it. */
    boolean broadcast(Payload payload) {
        boolean said = link.codec().broadcast(payload, out);
        flush();
        return said;
    }

    void farewell(ErrorCode code, String sentence) {
        link.codec().farewell(code, sentence, out);
    }

    /** Runs work on the lane once the connection has taken the answers so far. One such work at a time. */
    void whenUnsentIsLow(Runnable work) {
        onSent = work;
        if (isIdle()) {
            link.onLaneLater(this::sent);
        }
    }

    private void sent() {
        Runnable work = onSent;
        if (work != null && !link.isClosed() && out.length() == 0) {
            onSent = null;
            work.run();
        }
    }

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
        if (writing || flushing || link.isClosed() || link.input().isDecoding()) {
            return;
        }
        flushing = true;
        try {
            collect();
            if (!batch.isEmpty()) {
                writing = true;
                link.watch().wrote();
                connection.write(batch.buffers, this);
            }
        } catch (RuntimeException failure) {
            desk.failed("a connection failed", failure);
            desk.refused(ErrorCode.INTERNAL);
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
            link.onLaneLater(this::flush);
        } else {
            link.closeIfDone();
        }
    }

    private boolean hasMore() {
        return !link.isClosed()
                && (out.length() > 0 || ((firstReady != null || hasInboxEvents() || hasHead()) && mayWriteMessages()));
    }

    private boolean mayWriteMessages() {
        return !link.answers().isInParts();
    }

    private void collect() {
        collectAnswers();
        writeHead();
        while (mayWriteMessages() && batch.space() > 0) {
            boolean wrote = writeInbox();
            LinkReader reader = dequeue();
            if (reader == null) {
                if (wrote) {
                    continue;
                }
                return;
            }
            if (reader.take(batch)) {
                enqueue(reader);
            }
            // a reader that got on may have let a publish through: what follows its answer must not pass it
            collectAnswers();
        }
    }

    private void writeHead() {
        LinkHead head = link.readers().head();
        if (head != null && head.hasNews() && mayWriteMessages()) {
            head.writeNewest(out);
            collectAnswers();
        }
    }

    private boolean hasHead() {
        LinkHead head = link.readers().head();
        return head != null && head.hasNews();
    }

    private boolean hasInboxEvents() {
        HeldInboxes.Opened opened = link.inbox();
        // what is about to end shows nothing more, whatever is at hand
        return opened != null && !link.isClosing() && opened.inbox().hasEvents();
    }

    /** Adds some events of the inbox; says whether there were any. */
    private boolean writeInbox() {
        HeldInboxes.Opened opened = link.inbox();
        boolean wrote = false;
        while (opened != null
                && out.length() < INBOX_BYTES
                && !link.isClosing()
                && opened.inbox().writeNext(out)) {
            wrote = true;
        }
        collectAnswers();
        return wrote;
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
        if (link.isClosed() || !whole) {
            return;
        }
        link.watch().progressed();
        sent();
        link.input().resume();
        if (!flushing) {
            flush();
        }
    }
}
