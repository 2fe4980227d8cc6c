package io.pushcore.netty.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** A push of the modern form: a line with channel, position and length, then the payload and a newline. */
final class ModernForm implements WireForm {
    static final ModernForm INSTANCE = new ModernForm();

    private static final byte[] MESSAGE = "msg ".getBytes(US_ASCII);

    private ModernForm() {}

    @Override
    public String name() {
        return "line-modern";
    }

    @Override
    public void encode(Message message, Output out) {
        out.put(MESSAGE).put(message.channel()).put(' ');
        put(message.position(), out);
        out.put(' ').decimal(message.payload().length()).put('\n');
        out.put(message.payload()).put('\n');
    }

    static void put(Position position, Output out) {
        out.put(position.epoch()).put(':').decimal(position.offset());
    }
}
