package io.pushcore.netty.minipush;

import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client sends to users, as an event of each. It is not answered. */
final class SendInquiry implements Inquiry {
    private final List<String> to;
    private final Publication publication;
    private int sent;

    SendInquiry(E2eMessage message, String from) {
        this.to = message.to();
        Output json = new Output();
        message.from(from).write(json);
        this.publication = Publication.of(Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(json.toBytes())));
    }

    @Override
    public Command begin() {
        return new Command.Push(to.get(sent++), publication);
    }

    @Override
    public @Nullable Command next(Reply reply) {
        return sent < to.size() ? begin() : null;
    }

    @Override
    public void answer(Output json) {}
}
