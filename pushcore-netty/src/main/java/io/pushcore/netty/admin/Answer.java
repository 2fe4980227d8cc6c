package io.pushcore.netty.admin;

import io.pushcore.transport.Output;

/**
 * An answer of the admin port, whole.
 *
 * @param status of HTTP
 * @param type the media type of the body
 */
public record Answer(int status, String type, Output body) {
    public static Answer json(int status, Output body) {
        return new Answer(status, "application/json", body.put('\n'));
    }

    public static Answer json(Output body) {
        return json(200, body);
    }

    /** An object with one number. */
    static Answer count(String name, long count) {
        return json(new Output().put("{\"").put(name).put("\":").decimal(count).put('}'));
    }
}
