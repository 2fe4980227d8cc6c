package io.pushcore.netty.http;

import io.pushcore.transport.Output;
import java.util.Arrays;

/** The head of an answer, line by line. What it answers may be on a page of another origin: then it says that the page may read it. */
public final class Head {
    /** In the place of an origin: pages of all that were let in may read it, without what a browser has of their visitor's. */
    public static final String EVERYBODY = "*";

    private final Output out;

    private Head(Output out) {
        this.out = out;
    }

    /** Begins a head with what all have. The origin was let in before, or there is none. */
    public static Head of(int status, String origin, Output out) {
        out.put("HTTP/1.1 ").decimal(status).put(' ').put(Status.reason(status)).put("\r\n");
        Head head = new Head(out).line("Cache-Control", "no-store").line("X-Content-Type-Options", "nosniff");
        if (origin.isEmpty()) {
            return head;
        }
        head.line("Access-Control-Allow-Origin", origin);
        return origin.equals(EVERYBODY)
                ? head
                : head.line("Access-Control-Allow-Credentials", "true").line("Vary", "Origin");
    }

    /** The head of a whole answer: all that {@code HEAD} is answered with. */
    public static byte[] of(byte[] answer) {
        int end = 3;
        while (end < answer.length && !(answer[end] == '\n' && answer[end - 2] == '\n')) {
            end++;
        }
        return Arrays.copyOf(answer, Math.min(end + 1, answer.length));
    }

    public Head line(String name, String value) {
        out.put(name).put(": ").put(value).put("\r\n");
        return this;
    }

    /** The last line: no further request is read. */
    public Head closes(boolean closes) {
        return closes ? line("Connection", "close") : this;
    }

    /** Ends the head; nothing follows. */
    public void alone() {
        out.put("\r\n");
    }

    /** Ends the head of what is sent in chunks. */
    public void chunks(String type) {
        line("Content-Type", type).line("Transfer-Encoding", "chunked").alone();
    }

    /** Ends the head and writes the whole body. */
    public void whole(String type, Output body) {
        line("Content-Type", type);
        out.put("Content-Length: ").decimal(body.length()).put("\r\n");
        alone();
        out.put(body.toBytes());
    }
}
