package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.netty.http.JsonReader;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Where in a channel a message stands, as its last argument says it: {@code EPOCH:OFFSET:CHANNEL}. A client hands back that of the last
 * event it has seen.
 */
record Place(String channel, Position position) {
    /** Of an event before which nothing came from a channel. */
    static final String NONE = "-";

    private static final int MOST = 512;

    @Override
    public String toString() {
        return position + ":" + channel;
    }

    static Optional<Place> parse(String text) {
        int first = text.indexOf(':');
        int second = text.indexOf(':', first + 1);
        if (first < 0 || second < 0 || text.length() > MOST) {
            return Optional.empty();
        }
        return Optional.of(new Place(text.substring(second + 1), Position.parse(text.substring(0, second))));
    }

    /** That of an event, which stands in its last argument. */
    static Optional<Place> last(Payload event) {
        int end = event.length() - 2;
        int from = end - 1;
        // within a string no quote stands behind a comma without a backslash between them
        while (from > 0 && !(event.at(from) == '"' && event.at(from - 1) == ',')) {
            from--;
        }
        if (from <= 0) {
            return Optional.empty();
        }
        byte[] quoted = new byte[end - from + 1];
        event.buffer().position(from).get(quoted);
        try (JsonParser parser = JsonReader.parser(quoted)) {
            return parser.nextToken() == JsonToken.VALUE_STRING ? parse(parser.getString()) : Optional.empty();
        } catch (JacksonException notOurs) {
            return Optional.empty();
        }
    }
}
