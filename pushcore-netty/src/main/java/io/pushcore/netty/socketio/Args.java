package io.pushcore.netty.socketio;

import io.pushcore.Payload;
import io.pushcore.netty.http.JsonReader;
import io.pushcore.netty.http.JsonText;
import io.pushcore.transport.Output;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Arguments of events and answers: an array in JSON, and the binary ones as attachments. */
final class Args {
    private static final int MOST = 1_000;
    private static final int MOST_PLACEHOLDER = 64;
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\s*\"_placeholder\"\\s*:\\s*true\\s*,\\s*\"num\"\\s*:\\s*(\\d{1,4})\\s*}"
                    + "|\\{\\s*\"num\"\\s*:\\s*(\\d{1,4})\\s*,\\s*\"_placeholder\"\\s*:\\s*true\\s*}");

    private Args() {}

    /** Strings as text, attachments as binary, all others as JSON. */
    static List<Payload> read(String json, List<Payload> attachments) {
        if (!json.startsWith("[")) {
            throw Packet.broken("arguments must be an array");
        }
        List<Payload> args = new ArrayList<>();
        for (Payload element : JsonReader.elements(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), MOST)) {
            args.add(arg(element, attachments));
        }
        return args;
    }

    private static Payload arg(Payload element, List<Payload> attachments) {
        if (element.at(0) == '"') {
            return Payload.of(string(element));
        }
        if (element.at(0) == '{' && element.length() <= MOST_PLACEHOLDER) {
            Matcher matcher = PLACEHOLDER.matcher(element.text());
            if (matcher.matches()) {
                int number = Integer.parseInt(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
                if (number >= attachments.size()) {
                    throw Packet.broken("there is no such attachment: " + number);
                }
                return attachments.get(number);
            }
        }
        return element;
    }

    private static String string(Payload json) {
        try (JsonParser parser = JsonReader.parser(json.bytes())) {
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                return parser.getString();
            }
        } catch (JacksonException broken) {
            // said below
        }
        throw Packet.broken("argument must be a JSON value");
    }

    /** Writes what stands between the brackets, and adds to the attachments what is binary. */
    static void write(List<Payload> args, List<Payload> attachments, Output out) {
        for (int i = 0; i < args.size(); i++) {
            if (i > 0) {
                out.put(',');
            }
            write(args.get(i), attachments, out);
        }
    }

    static void write(Payload arg, List<Payload> attachments, Output out) {
        switch (arg.type()) {
            case JSON -> out.put(arg);
            case TEXT -> JsonText.string(arg.text(), out);
            case BINARY -> {
                out.put("{\"_placeholder\":true,\"num\":")
                        .decimal(attachments.size())
                        .put('}');
                attachments.add(arg);
            }
        }
    }
}
