package io.pushcore.netty.centrifuge;

import io.pushcore.Message;
import io.pushcore.transport.Output;
import java.util.Map;
import java.util.TreeMap;

/** A message as the protocol's {@code Publication}. */
final class PublicationJson {
    private PublicationJson() {}

    static void write(Message message, Output json) {
        json.put("{\"data\":");
        Json.payload(message.payload(), json);
        if (message.offset() > 0) {
            json.put(",\"offset\":").decimal(message.offset());
        }
        if (!message.sender().isEmpty()) {
            json.put(",\"info\":{\"user\":");
            Json.text(message.sender(), json);
            json.put('}');
        }
        if (!message.headers().isEmpty()) {
            tags(message.headers(), json);
        }
        json.put(",\"time\":").decimal(message.time().toEpochMilli()).put('}');
    }

    private static void tags(Map<String, String> headers, Output json) {
        json.put(",\"tags\":");
        char before = '{';
        for (Map.Entry<String, String> header : new TreeMap<>(headers).entrySet()) {
            json.put(before);
            Json.text(header.getKey(), json);
            json.put(':');
            Json.text(header.getValue(), json);
            before = ',';
        }
        json.put('}');
    }
}
