package io.pushcore.netty.gopush;

import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.JsonReader;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * A message of a client: {@code {"type":"JOIN","data":{"room":"x"}}}. What it has besides is passed over.
 *
 * @param type empty if it has none
 * @param room empty if it names none
 */
record GoPushMessage(String type, String room) {

    /** @throws PushCoreException if it is none */
    static GoPushMessage read(byte[] utf8) {
        try (JsonParser parser = JsonReader.parser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("a message must be an object with type and data");
            }
            String type = "";
            String room = "";
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                    type = parser.getString();
                } else if (name.equals("data") && value == JsonToken.START_OBJECT) {
                    room = room(parser);
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.nextToken() != null) {
                throw wrong("a frame must hold one message");
            }
            return new GoPushMessage(type, room);
        } catch (JacksonException broken) {
            throw wrong("this is no JSON: " + Names.shown(broken.getOriginalMessage()));
        }
    }

    private static String room(JsonParser parser) {
        String room = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean isRoom = parser.currentName().equals("room");
            if (parser.nextToken() == JsonToken.VALUE_STRING && isRoom) {
                room = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return room;
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_REQUEST, sentence);
    }
}
