package io.pushcore.netty.admin;

import io.pushcore.netty.http.JsonText;
import io.pushcore.transport.Output;
import java.util.List;

/** A JSON object being written, member by member. */
public final class JsonObject {
    private final Output out = new Output().put('{');

    public JsonObject number(String name, long value) {
        name(name).decimal(value);
        return this;
    }

    public JsonObject text(String name, String value) {
        JsonText.string(value, name(name));
        return this;
    }

    public JsonObject flag(String name, boolean value) {
        name(name).put(value ? "true" : "false");
        return this;
    }

    public JsonObject object(String name, JsonObject value) {
        name(name).put(value.whole().toBytes());
        return this;
    }

    public JsonObject array(String name, List<JsonObject> values) {
        name(name).put('[');
        for (int i = 0; i < values.size(); i++) {
            out.put(i == 0 ? "" : ",").put(values.get(i).whole().toBytes());
        }
        out.put(']');
        return this;
    }

    /** The object with its end; nothing can be added then. */
    public Output whole() {
        return out.put('}');
    }

    private Output name(String name) {
        if (out.length() > 1) {
            out.put(',');
        }
        JsonText.string(name, out);
        return out.put(':');
    }
}
