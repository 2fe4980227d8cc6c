package io.pushcore.engine.cluster;

import io.pushcore.BrokerState;
import io.pushcore.Node;
import io.pushcore.engine.cluster.Bytes.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@link Control}s as bytes. */
final class ControlCodec {
    private static final int STATUS = 1;
    private static final int FOLLOWS_CHANGED = 2;
    private static final int ASK = 3;
    private static final int ANSWER = 4;
    private static final int LEFT_NOTES = 5;
    /** Flags of an answer. */
    private static final int LAST = 1;

    private static final int WHOLE = 2;

    private static final BrokerState[] STATES = BrokerState.values();

    private ControlCodec() {}

    static byte[] bytes(Control control) {
        Bytes bytes = new Bytes(64).one(Control.VERSION);
        if (control instanceof Control.Status status) {
            write(bytes.one(STATUS), status.node());
        } else if (control instanceof Control.FollowsChanged changed) {
            bytes.one(FOLLOWS_CHANGED).text(changed.owner());
        } else if (control instanceof Control.LeftNotes) {
            bytes.one(LEFT_NOTES);
        } else if (control instanceof Control.Ask ask) {
            bytes.one(ASK).number(ask.id()).text(ask.question()).block(ask.body());
        } else if (control instanceof Control.Answer answer) {
            bytes.one(ANSWER)
                    .number(answer.id())
                    .number(answer.part())
                    .one((answer.last() ? LAST : 0) | (answer.whole() ? WHOLE : 0))
                    .number(answer.items().size());
            answer.items().forEach(bytes::block);
        }
        return bytes.toArray();
    }

    private static void write(Bytes bytes, Node node) {
        bytes.text(node.name())
                .text(node.address())
                .text(node.state().name())
                .number(node.since().toEpochMilli())
                .number(node.connections())
                .number(node.sessions())
                .number(node.channels());
    }

    /**
     * What a node told.
     *
     * @throws IllegalArgumentException where it breaks off
     */
    static Control read(byte[] bytes) {
        Reading control = new Reading(bytes);
        if (control.one() != Control.VERSION) {
            return new Control.Unknown();
        }
        return switch (control.one()) {
            case STATUS -> new Control.Status(node(control));
            case FOLLOWS_CHANGED -> new Control.FollowsChanged(control.text());
            case LEFT_NOTES -> new Control.LeftNotes();
            case ASK ->
                new Control.Ask(control.number(), control.text(), control.part().rest());
            case ANSWER -> answer(control);
            default -> new Control.Unknown();
        };
    }

    private static Node node(Reading from) {
        String name = from.text();
        String address = from.text();
        BrokerState state = state(from.text());
        Instant since = Instant.ofEpochMilli(from.number());
        return new Node(name, address, state, since, Duration.ZERO, from.number(), from.number(), from.number());
    }

    /** A state of a newer node is none in which it takes clients of ours. */
    private static BrokerState state(String name) {
        for (BrokerState state : STATES) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return BrokerState.DRAINING;
    }

    private static Control answer(Reading from) {
        long id = from.number();
        int part = Math.toIntExact(from.number());
        int flags = from.one();
        long count = from.number();
        List<byte[]> items = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            items.add(from.part().rest());
        }
        return new Control.Answer(id, part, (flags & LAST) != 0, (flags & WHOLE) != 0, items);
    }
}
