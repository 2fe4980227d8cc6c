package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.pushcore.netty.http.Chunk;
import io.pushcore.transport.Output;

/** One message, one event in a chunk of the response; the end is a push and the last chunk. */
final class EventFraming implements Framing {
    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);

    @Override
    public String name() {
        return "centrifuge-sse";
    }

    @Override
    public void message(Output json, Output out) {
        Output event = new Output(DATA.length + json.length() + END.length);
        Chunk.write(event.put(DATA).put(json.toBytes()).put(END), out);
    }

    @Override
    public void end(CloseCode code, String reason, Output out) {
        Output json = new Output();
        Push.disconnect(code, reason, json);
        message(json, out);
        Chunk.last(out);
    }
}
