package io.pushcore.benchmarks;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** The offset in 8 bytes, then the payload. */
final class SinkForm implements WireForm {
    static final SinkForm INSTANCE = new SinkForm();
    /** Bytes of a message of {@link Setting#payload}. */
    static final int MESSAGE_BYTES = 8 + 64;

    private SinkForm() {}

    @Override
    public String name() {
        return "sink";
    }

    @Override
    public void encode(Message message, Output out) {
        out.int32((int) (message.offset() >>> 32)).int32((int) message.offset()).put(message.payload());
    }
}
