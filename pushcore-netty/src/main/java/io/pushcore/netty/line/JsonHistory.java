package io.pushcore.netty.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Base64;

/** pushd's answer to {@code his}: one JSON array, however many pages it comes in. */
public final class JsonHistory {
    private static final byte[] CHANNEL = "{\"channel\":\"".getBytes(US_ASCII);
    private static final byte[] TEXT = "\",\"msg\":\"".getBytes(US_ASCII);
    private static final byte[] TIME = "\",\"ts\":".getBytes(US_ASCII);

    private boolean open;
    private boolean empty;

    public void write(Reply.HistoryPage page, Output out) {
        if (page.first()) {
            out.put('[');
            empty = true;
        }
        for (Message message : page.page().messages()) {
            if (!empty) {
                out.put(',');
            }
            empty = false;
            entry(message, false, out);
        }
        if (page.last()) {
            out.put(']');
        }
        open = !page.last();
    }

    /** Whether a first page was written and the last was not. */
    boolean isOpen() {
        return open;
    }

    /** No more pages come. */
    void abandon() {
        open = false;
    }

    /**
     * Writes one entry.
     *
     * @param timeIsText whether its time is a string, which keeps all digits where numbers are floating
     */
    public static void entry(Message message, boolean timeIsText, Output out) {
        out.put(CHANNEL);
        for (byte value : message.channel().getBytes(UTF_8)) {
            put(value, out);
        }
        out.put(TEXT);
        Payload payload = message.payload();
        if (payload.type() == Payload.Type.BINARY) {
            out.put(Base64.getEncoder().encode(payload.bytes()));
        } else {
            for (int i = 0; i < payload.length(); i++) {
                put(payload.at(i), out);
            }
        }
        String quote = timeIsText ? "\"" : "";
        out.put(TIME).put(quote).decimal(Nanos.of(message.time())).put(quote).put('}');
    }

    private static void put(byte value, Output out) {
        if (value == '"' || value == '\\') {
            out.put('\\').put(value);
        } else if (value >= 0 && value < ' ') {
            Escapes.put(value, out);
        } else {
            out.put(value);
        }
    }
}
