package io.pushcore.jdbc.postgresql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Publication;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes with a payload, in one column: sender, key and headers, each with its length before it; nothing where there is none. */
record Attributes(String sender, String key, Map<String, String> headers) {
    private static final Attributes NONE = new Attributes("", "", Map.of());

    static byte @Nullable [] toBytes(Publication publication) {
        if (publication.sender().isEmpty()
                && publication.key().isEmpty()
                && publication.headers().isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(publication.sender(), out);
            write(publication.key(), out);
            for (Map.Entry<String, String> header : publication.headers().entrySet()) {
                write(header.getKey(), out);
                write(header.getValue(), out);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    static Attributes of(byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            return NONE;
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String sender = read(in);
        String key = read(in);
        Map<String, String> headers = new HashMap<>();
        while (in.available() > 0) {
            headers.put(read(in), read(in));
        }
        return new Attributes(sender, key, Map.copyOf(headers));
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[Math.min(in.readInt(), in.available())];
        in.readFully(bytes);
        return new String(bytes, UTF_8);
    }
}
