package io.pushcore.engine;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import io.pushcore.transport.WireForm;

/** Encodes messages and counts it. A form that fails leaves its message out; nobody else notices. Usable from any thread. */
final class Encoder {
    private final Counters counters;
    private final LogLines logLines;

    Encoder(Counters counters, LogLines logLines) {
        this.counters = counters;
        this.logLines = logLines;
    }

    void encode(WireForm form, Message message, Output out) {
        int before = out.length();
        counters.encodings.increment();
        try {
            form.encode(message, out);
        } catch (RuntimeException failure) {
            out.cutTo(before);
            logLines.warn("form", "wire form " + form.name() + " failed, its readers miss a message", failure);
        }
    }
}
