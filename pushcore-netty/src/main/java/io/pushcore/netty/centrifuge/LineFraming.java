package io.pushcore.netty.centrifuge;

import io.pushcore.netty.http.Chunk;
import io.pushcore.transport.Output;

/** One message, one line in a chunk of the response; the end is a push and the last chunk. */
final class LineFraming implements Framing {
    @Override
    public String name() {
        return "centrifuge-http-stream";
    }

    @Override
    public void message(Output json, Output out) {
        Chunk.write(new Output(json.length() + 1).put(json.toBytes()).put('\n'), out);
    }

    @Override
    public void end(CloseCode code, String reason, Output out) {
        Output json = new Output();
        Push.disconnect(code, reason, json);
        message(json, out);
        Chunk.last(out);
    }
}
