package io.pushcore.netty.minipush;

import io.pushcore.transport.Output;
import java.util.List;

/**
 * What one user, or the application, says to others, as it stands in the application's log.
 *
 * @param type what it is, to clients
 * @param from who says it; empty for nobody
 * @param to whose events it becomes
 * @param props as JSON; empty if there are none
 * @param body as JSON; empty if there is none
 */
public record E2eMessage(String type, String from, List<String> to, String props, String body) {
    public E2eMessage {
        to = List.copyOf(to);
    }

    /** Reads one; refused where it is no object of JSON whose fields are what they must be, and where it is for nobody. */
    public static E2eMessage read(byte[] utf8) {
        return of(JsonValues.object(utf8));
    }

    static E2eMessage of(JsonValues fields) {
        E2eMessage message = new E2eMessage(
                fields.text("type"),
                fields.user("from"),
                fields.users("to"),
                fields.field("props").map(JsonValues.Value::raw).orElse(""),
                fields.field("body").map(JsonValues.Value::raw).orElse(""));
        if (message.to.isEmpty()) {
            throw JsonValues.wrong("to: should not be empty");
        }
        return message;
    }

    /** The same of somebody. */
    E2eMessage from(String user) {
        return new E2eMessage(type, user, to, props, body);
    }

    /** Writes it, without what is empty. */
    void write(Output out) {
        MinipushJson.Fields fields = new MinipushJson.Fields(out);
        fields.text("type", type);
        if (!from.isEmpty()) {
            fields.name("from");
            MinipushJson.user(from, out);
        }
        fields.name("to");
        String between = "[";
        for (String user : to) {
            out.put(between);
            MinipushJson.user(user, out);
            between = ",";
        }
        out.put(']');
        raw("props", props, fields, out);
        raw("body", body, fields, out);
        fields.end();
    }

    private static void raw(String name, String json, MinipushJson.Fields fields, Output out) {
        if (!json.isEmpty()) {
            fields.name(name);
            out.put(json);
        }
    }

    /** Without what it says. */
    @Override
    public String toString() {
        return "E2eMessage[to " + to.size() + "]";
    }
}
