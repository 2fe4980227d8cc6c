package io.pushcore.netty.line;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;
import java.util.Base64;

/** A push as pushd writes it: 0, payload, space, nanoseconds, 2. No payload can hold one of those marks. */
final class PlainForm implements WireForm {
    static final PlainForm INSTANCE = new PlainForm();

    private PlainForm() {}

    @Override
    public String name() {
        return "line-plain";
    }

    @Override
    public void encode(Message message, Output out) {
        out.put(0);
        put(message.payload(), out);
        out.put(' ').decimal(Nanos.of(message.time())).put(2);
    }

    private static void put(Payload payload, Output out) {
        if (payload.type() == Payload.Type.BINARY) {
            out.put(Base64.getEncoder().encode(payload.bytes()));
            return;
        }
        if (!hasControl(payload)) {
            out.put(payload);
            return;
        }
        boolean json = payload.type() == Payload.Type.JSON;
        for (int i = 0; i < payload.length(); i++) {
            int value = payload.at(i);
            if (!isControl(value)) {
                out.put(value);
            } else if (json) {
                // between the tokens of JSON only: within its strings they cannot stand
                out.put(' ');
            } else {
                Escapes.put(value, out);
            }
        }
    }

    private static boolean hasControl(Payload payload) {
        int length = payload.length();
        for (int i = 0; i < length; i++) {
            if (isControl(payload.at(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isControl(int value) {
        return (value >= 0 && value < ' ') || value == 0x7F;
    }
}
