package io.pushcore.netty.pushd;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.netty.line.JsonHistory;
import io.pushcore.netty.line.Nanos;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;
import java.util.Base64;

/**
 * The body of an answer with one message, after its length: payload, space, nanoseconds. A payload that begins as an array does comes as
 * an array, because clients take it for one.
 */
final class PolledForm implements WireForm {
    static final PolledForm INSTANCE = new PolledForm();

    private PolledForm() {}

    @Override
    public String name() {
        return "pushd-poll";
    }

    @Override
    public void encode(Message message, Output out) {
        int start = out.length();
        out.int32(0);
        Payload payload = message.payload();
        if (payload.type() == Payload.Type.BINARY) {
            out.put(Base64.getEncoder().encode(payload.bytes()));
            time(message, out);
        } else if (payload.length() > 0 && payload.at(0) == '[') {
            JsonHistory.entry(message, true, out.put('['));
            out.put(']');
        } else {
            time(message, out.put(payload));
        }
        out.int32At(start, out.length() - start - Integer.BYTES);
    }

    private static void time(Message message, Output out) {
        out.put(' ').decimal(Nanos.of(message.time()));
    }
}
