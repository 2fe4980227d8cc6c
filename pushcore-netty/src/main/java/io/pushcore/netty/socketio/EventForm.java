package io.pushcore.netty.socketio;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.socketio.SocketIoHandlers;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;
import java.util.ArrayList;
import java.util.List;

/** A message of a channel as an event of one namespace. */
final class EventForm implements WireForm {
    /** The header of a message that names its event. */
    static final String HEADER = "event";
    /** The event of a message that names none. */
    static final String USUAL = "message";

    private final String namespace;
    private final boolean isPlaced;

    /** @param isPlaced whether it says last where it stands, so that a client that was cut off can go on there */
    EventForm(String namespace, boolean isPlaced) {
        this.namespace = namespace;
        this.isPlaced = isPlaced;
    }

    String namespace() {
        return namespace;
    }

    @Override
    public String name() {
        return "socketio" + (isPlaced ? "-placed" : "") + namespace;
    }

    @Override
    public void encode(Message message, Output out) {
        List<Payload> args = new ArrayList<>(2);
        args.add(message.payload());
        if (isPlaced && message.offset() > 0) {
            args.add(Payload.of(new Place(message.channel(), message.position()).toString()));
        }
        String event = message.headers().getOrDefault(HEADER, USUAL);
        IoText.event(
                namespace,
                SocketIoHandlers.isEvent(event) ? event : USUAL,
                args,
                -1,
                isPlaced && message.offset() > 0,
                out);
    }
}
