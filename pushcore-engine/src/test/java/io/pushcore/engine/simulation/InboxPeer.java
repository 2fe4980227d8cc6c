package io.pushcore.engine.simulation;

import io.pushcore.Closed;
import io.pushcore.ErrorCode;
import io.pushcore.InboxEvent;
import io.pushcore.PushCoreException;
import io.pushcore.transport.Connection;
import io.pushcore.transport.Gateway;
import io.pushcore.transport.Lane;
import io.pushcore.transport.Link;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A user's connection and who is at its other end: asks line by line, and keeps what the inbox shows until it is taken. */
final class InboxPeer implements Connection {
    final String user;
    private final InboxWorld world;
    private final SimulatedLane lane;
    private boolean stalls;
    private final Deque<byte[]> input = new ArrayDeque<>();
    private final Deque<CompletableFuture<String>> asked = new ArrayDeque<>();
    private final List<InboxEvent> written = new ArrayList<>();
    private final Deque<InboxEvent> shown = new ArrayDeque<>();
    private final StringBuilder unread = new StringBuilder();
    private @Nullable Link link;
    private @Nullable Written standing;
    private String stood = "";
    private boolean reading = true;
    private boolean closing;
    private boolean over;
    /** Whether its user counts as there. */
    private boolean admitted;

    private long progress;
    private Closed last;

    /** @param stalls takes little and then nothing */
    InboxPeer(InboxWorld world, SimulatedLane lane, String user, boolean stalls) {
        this.world = world;
        this.lane = lane;
        this.user = user;
        this.stalls = stalls;
        this.last = new Closed(user, Closed.Reason.UNSUBSCRIBED, "the connection is gone");
    }

    /** On its lane. */
    void begin(Gateway gateway) {
        link = gateway.connect(this, new InboxDialect(this));
        if (over) {
            link.closed();
        }
        deliver();
    }

    /** Whether the broker knows that it is gone. */
    boolean isOver() {
        return over;
    }

    void admitted() {
        admitted = true;
    }

    /** Whether it is a session of its user. */
    boolean counts() {
        return admitted && !over;
    }

    /** What the broker said last; nothing if the connection was only gone. */
    Closed last() {
        return last;
    }

    /** Asks something; answered with a line, or as {@code CLOSED} where the connection ends first. */
    CompletableFuture<String> ask(String line) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        if (over) {
            answer.completeExceptionally(gone());
            return answer;
        }
        asked.add(answer);
        input.add((line + "\n").getBytes(StandardCharsets.UTF_8));
        lane.execute(this::deliver);
        return answer;
    }

    @Nullable
    InboxEvent poll() {
        return shown.poll();
    }

    /** The connection is gone; the broker hears of it when its lane comes to it. */
    void hangUp() {
        lane.execute(this::crash);
    }

    private void deliver() {
        Link to = link;
        while (to != null && reading && !closing && !over && !input.isEmpty()) {
            to.received(ByteBuffer.wrap(input.remove()));
        }
    }

    private static PushCoreException gone() {
        return new PushCoreException(ErrorCode.CLOSED, "the connection is gone");
    }

    /** On the lane. */
    void crash() {
        if (over) {
            return;
        }
        over = true;
        Written told = standing;
        standing = null;
        if (told != null) {
            told.written(false);
        }
        Link to = link;
        if (to != null) {
            to.closed();
        }
        shown.add(last);
        while (!asked.isEmpty()) {
            asked.remove().completeExceptionally(gone());
        }
    }

    // ---- what the broker writes

    /** Under which number an event is written. */
    long numberOf(InboxEvent event) {
        written.add(event);
        return written.size() - 1;
    }

    @Override
    public void write(List<ByteBuffer> bytes, Written told) {
        world.mustBe(lane.isCurrent(), "a write off its lane");
        world.mustBe(standing == null, "a second write while one is in flight");
        if (over) {
            lane.execute(() -> told.written(false));
            return;
        }
        StringBuilder text = new StringBuilder();
        for (ByteBuffer each : bytes) {
            text.append(StandardCharsets.UTF_8.decode(each.duplicate()));
        }
        if (stalls && progress > 100) {
            standing = told;
            stood = text.toString();
            return;
        }
        take(text.toString());
        lane.execute(() -> told.written(true));
    }

    /** From now on it takes what comes. */
    void heal() {
        lane.execute(() -> {
            stalls = false;
            Written told = standing;
            if (told != null) {
                standing = null;
                take(stood);
                told.written(true);
            }
        });
    }

    private void take(String text) {
        progress += text.length();
        unread.append(text);
        int end = unread.indexOf("\n");
        while (end >= 0) {
            String line = unread.substring(0, end);
            unread.delete(0, end + 1);
            read(line);
            end = unread.indexOf("\n");
        }
    }

    private void read(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "event" -> shown.add(written.get(Integer.parseInt(words[1])));
            case "bye" -> last = new Closed(user, reason(ErrorCode.valueOf(words[1])), words[2]);
            case "err" ->
                asked.remove().completeExceptionally(new PushCoreException(ErrorCode.valueOf(words[1]), words[2]));
            default -> asked.remove().complete(line);
        }
    }

    private static Closed.Reason reason(ErrorCode code) {
        return switch (code) {
            case KICKED -> Closed.Reason.KICKED;
            case TAKEN_OVER -> Closed.Reason.TAKEN_OVER;
            default -> Closed.Reason.BROKER_CLOSED;
        };
    }

    // ---- the connection

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public String remoteAddress() {
        return "simulated";
    }

    @Override
    public boolean isLoopback() {
        return true;
    }

    @Override
    public long progress() {
        return progress;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        if (on) {
            lane.execute(this::deliver);
        }
    }

    @Override
    public void close() {
        closing = true;
        lane.execute(this::crash);
    }
}
