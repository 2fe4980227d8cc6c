package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.PushCoreException;
import io.pushcore.ShortDuration;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Publishes what is in the body, one message or many, and answers where they stand. */
public final class PublishCodec extends RequestCodec {
    /** Of a batch; a single payload can be larger where channels allow it. */
    private static final int BATCH_BYTES = 1 << 20;

    private final String channel;
    private final boolean isBatch;
    private final Output results = new Output().put("{\"results\":[");
    private int expected;
    private int answered;

    PublishCodec(Request request, String channel, Terms terms, Carrier carrier) {
        super(request, terms, carrier);
        this.channel = channel;
        this.isBatch = request.contentType().equals(PublishBody.LINES)
                || request.parameter("batch").isPresent();
    }

    @Override
    public int maxBodyBytes() {
        return isBatch ? Math.max(BATCH_BYTES, terms.maxPayloadBytes()) : terms.maxPayloadBytes();
    }

    @Override
    protected void ask(ByteBuffer body) {
        List<Payload> payloads = payloads(body);
        Duration ttl = request.parameter("ttl").map(ShortDuration::parse).orElse(Duration.ZERO);
        String key = request.parameter("key").orElse("");
        String once = request.header("idempotency-key");
        for (Payload payload : payloads) {
            // each of a batch needs a key of its own, or the second would be a repeat of the first
            String mine = isBatch && !once.isEmpty() ? once + "/" + expected : once;
            add(new Command.Publish(channel, new Publication(payload, key, ttl, mine, Map.of(), "")));
            expected++;
        }
        if (expected == 0) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "a batch must have one message at least");
        }
    }

    private List<Payload> payloads(ByteBuffer body) {
        if (!isBatch) {
            return List.of(PublishBody.one(request.contentType(), body));
        }
        String batch = request.parameter("batch").orElse("lines");
        return switch (batch) {
            case "array" -> JsonReader.elements(body, PublishBody.MOST_MESSAGES);
            case "lines" -> PublishBody.lines(body);
            default ->
                throw new PushCoreException(
                        ErrorCode.BAD_REQUEST, "batch must be array or lines: " + Names.shown(batch));
        };
    }

    @Override
    protected void answer(Command command, Reply reply, Output out) {
        if (!(reply instanceof Reply.Accepted accepted)) {
            return;
        }
        if (!isBatch) {
            Output body = new Output();
            write(accepted.published(), body);
            json(body, out);
            return;
        }
        between();
        write(accepted.published(), results);
        answered(out);
    }

    /** One of a batch may be refused and the next not. */
    @Override
    protected void refused(Command command, Reply.Refused refused, Output out) {
        if (!isBatch || !(command instanceof Command.Publish)) {
            super.refused(command, refused, out);
            return;
        }
        between();
        Problem.object(refused.code(), refused.sentence(), results);
        answered(out);
    }

    private void between() {
        if (answered > 0) {
            results.put(',');
        }
    }

    private void answered(Output out) {
        answered++;
        if (answered == expected) {
            json(results.put("]}"), out);
        }
    }

    public static void write(Published published, Output out) {
        out.put("{\"epoch\":\"").put(published.position().epoch()).put("\",\"offset\":");
        out.decimal(published.position().offset()).put(",\"durability\":\"");
        out.put(published.durability().name()).put('"');
        out.put(published.repeat() ? ",\"repeat\":true}" : "}");
    }

    @Override
    public WireForm form() {
        return NudgeForm.INSTANCE;
    }
}
