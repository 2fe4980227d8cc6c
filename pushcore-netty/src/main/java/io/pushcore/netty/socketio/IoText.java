package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.netty.http.JsonText;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Packets of Socket.IO as {@link Frames}. */
final class IoText {
    private IoText() {}

    /** @param id of the answer that is asked for; -1 for none */
    static void event(String namespace, String event, List<Payload> args, long id, boolean isPlaced, Output out) {
        List<Payload> all = new ArrayList<>(args.size() + 1);
        all.add(Payload.of(event));
        all.addAll(args);
        packet(IoType.EVENT, IoType.BINARY_EVENT, namespace, id, all, isPlaced, out);
    }

    static void answer(String namespace, long id, List<Payload> args, Output out) {
        packet(IoType.ANSWER, IoType.BINARY_ANSWER, namespace, id, args, false, out);
    }

    private static void packet(
            IoType plain, IoType binary, String namespace, long id, List<Payload> args, boolean isPlaced, Output out) {
        List<Payload> attachments = new ArrayList<>(0);
        Output json = new Output(256);
        Args.write(args, attachments, json);
        Output text = new Output(json.length() + 32);
        if (attachments.isEmpty()) {
            text.put(plain.digit());
        } else {
            text.put(binary.digit()).decimal(attachments.size()).put('-');
        }
        namespace(namespace, true, text);
        if (id >= 0) {
            text.decimal(id);
        }
        Frames.text(text.put('[').put(json.toBytes()).put(']'), isPlaced, out);
        attachments.forEach(bytes -> Frames.binary(bytes, out));
    }

    /** @param json what stands behind the type; may be empty */
    static void plain(IoType type, String namespace, String json, Output out) {
        Output text = new Output(64);
        text.put(type.digit());
        namespace(namespace, !json.isEmpty(), text);
        Frames.text(text.put(json), false, out);
    }

    private static void namespace(String namespace, boolean isFollowed, Output text) {
        if (!namespace.equals("/")) {
            text.put(namespace).put(isFollowed ? "," : "");
        }
    }

    static String quoted(String text) {
        Output out = new Output();
        JsonText.string(text, out);
        return Payload.copyOf(Payload.Type.TEXT, ByteBuffer.wrap(out.toBytes())).text();
    }
}
