package io.pushcore.netty.xiucall;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Delivery;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.InboxGap;
import io.pushcore.Message;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.JsonReader;
import io.pushcore.netty.http.JsonText;
import io.pushcore.netty.http.MessageJson;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Messages and gaps as clients of xiucall know them: {@code {"channel":[…],"from":"…","data":…}}, alone or as a document of a queue. */
final class XiucallJson {
    /** The header that keeps the labels of a message, as JSON. */
    static final String CHANNEL = "xiucall-channel";

    private XiucallJson() {}

    static void payload(InboxEvent event, Output out) {
        if (event instanceof Delivery delivery) {
            payload(delivery.message(), out);
        } else if (event instanceof InboxGap lost) {
            Gap gap = lost.gap();
            out.put("{\"channel\":[\"$gap\"],\"from\":\"\",\"data\":{\"channel\":");
            JsonText.string(gap.channel(), out);
            out.put(",\"from\":\"").put(gap.from().toString());
            out.put("\",\"to\":\"").put(gap.to().toString()).put("\"}}");
        }
    }

    static void payload(Message message, Output out) {
        out.put("{\"channel\":");
        String labels = message.headers().getOrDefault(CHANNEL, "");
        if (!labels.isEmpty()) {
            labels(labels, out);
        } else if (isOwn(message.channel())) {
            out.put("[]");
        } else {
            JsonText.string(message.channel(), out.put('['));
            out.put(']');
        }
        JsonText.string(message.sender(), out.put(",\"from\":"));
        MessageJson.payload(message.payload(), out.put(",\"data\":"));
        out.put('}');
    }

    /** Others may have set the header, to whatever they like. */
    private static void labels(String labels, Output out) {
        try {
            MessageJson.payload(JsonReader.value(ByteBuffer.wrap(labels.getBytes(UTF_8))), out);
        } catch (PushCoreException notJson) {
            JsonText.string(labels, out);
        }
    }

    /** Whether a channel is a user's own log. */
    private static boolean isOwn(String channel) {
        return channel.startsWith("@");
    }

    /** An event as it stands in a queue, with a bit for each consumer that has committed it. */
    static void document(InboxEvent event, int acked, Output out) {
        payload(event, out.put("{\"payload\":"));
        Instant time = event instanceof Delivery delivery ? delivery.message().time() : Instant.EPOCH;
        String created = time.truncatedTo(ChronoUnit.MILLIS).toString();
        // as JavaScript writes it
        String iso = created.length() == 20 ? created.substring(0, 19) + ".000Z" : created;
        out.put(",\"acked\":").decimal(acked);
        out.put(",\"created\":\"").put(iso);
        out.put("\",\"modified\":\"").put(iso);
        out.put("\",\"_id\":\"").put(id(event)).put("\"}");
    }

    /** 24 digits: its second, its channel, and where it stands in that. */
    static String id(InboxEvent event) {
        if (event instanceof Delivery delivery) {
            Message message = delivery.message();
            return id(message.time().getEpochSecond(), message.channel(), message.offset());
        }
        return event instanceof InboxGap lost
                ? id(0, lost.gap().channel(), lost.gap().to().offset())
                : "";
    }

    private static String id(long second, String channel, long offset) {
        int which = isOwn(channel) ? 0 : (channel.hashCode() & 0xffff);
        return String.format(Locale.ROOT, "%08x%04x%012x", second & 0xffff_ffffL, which, offset & 0xffff_ffff_ffffL);
    }
}
