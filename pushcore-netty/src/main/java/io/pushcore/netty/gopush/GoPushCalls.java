package io.pushcore.netty.gopush;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.PushCoreException;
import io.pushcore.netty.admin.Answer;
import io.pushcore.netty.http.JsonReader;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an application's server pushes, which asks no authorizer: items of a form, in the order of the calls. */
final class GoPushCalls {
    private static final int MOST_ITEMS = 10_000;
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Broker broker;
    private final GoPushSite site;

    GoPushCalls(Broker broker, GoPushSite site) {
        this.broker = broker;
        this.site = site;
    }

    CompletionStage<Answer> toAll(Request request, ByteBuffer body) {
        FormBody form = form(request, body);
        return publish(GoPushSite.ALL, items(form), site.counters().toAll);
    }

    CompletionStage<Answer> toRoom(Request request, ByteBuffer body) {
        FormBody form = form(request, body);
        return publish(channel(form.text("room")), items(form), site.counters().toRooms);
    }

    private String channel(String room) {
        try {
            return site.channel(room);
        } catch (PushCoreException badName) {
            throw new PushCoreException(ErrorCode.BAD_REQUEST, "room: " + badName.sentence());
        }
    }

    private static FormBody form(Request request, ByteBuffer body) {
        String type = request.contentType();
        if (!type.isEmpty() && !type.equals(FORM)) {
            throw wrong("body must be a form (" + FORM + "): " + Names.shown(type));
        }
        return FormBody.of(body);
    }

    private static List<Publication> items(FormBody form) {
        try {
            return JsonReader.elements(form.bytes("items"), MOST_ITEMS).stream()
                    .map(item -> Publication.of(compact(item)))
                    .toList();
        } catch (PushCoreException broken) {
            throw new PushCoreException(broken.code(), "items: " + broken.sentence());
        }
    }

    /** Without the white space between its tokens. */
    private static Payload compact(Payload json) {
        byte[] bytes = json.bytes();
        byte[] kept = new byte[bytes.length];
        int length = 0;
        boolean inString = false;
        for (int i = 0; i < bytes.length; i++) {
            byte value = bytes[i];
            if (inString && value == '\\') {
                kept[length++] = value;
                kept[length++] = bytes[++i];
            } else {
                inString ^= value == '"';
                if (inString || value > ' ' || value < 0) {
                    kept[length++] = value;
                }
            }
        }
        return Payload.copyOf(Payload.Type.JSON, ByteBuffer.wrap(kept, 0, length));
    }

    private CompletionStage<Answer> publish(String name, List<Publication> items, GoPushCounters.Items counted) {
        Channel channel = broker.channel(name);
        if (items.isEmpty()) {
            return CompletableFuture.completedFuture(empty());
        }
        counted.begin(items.size());
        try {
            return channel.publishAll(items)
                    .whenComplete((published, failure) -> counted.end(items.size(), failure == null))
                    .thenApply(published -> empty());
        } catch (RuntimeException refused) {
            counted.end(items.size(), false);
            throw refused;
        }
    }

    private static Answer empty() {
        return new Answer(200, "text/plain; charset=utf-8", new Output());
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
