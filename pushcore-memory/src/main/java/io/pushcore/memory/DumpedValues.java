package io.pushcore.memory;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.storage.Retention;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How values of the API stand in a dump. */
final class DumpedValues {
    private DumpedValues() {}

    static void writePayload(Payload payload, DataOutputStream out) throws IOException {
        out.writeUTF(payload.type().name());
        out.writeInt(payload.length());
        out.write(payload.bytes());
    }

    static Payload readPayload(DataInputStream in) throws IOException {
        Payload.Type type = Payload.Type.valueOf(in.readUTF());
        int length = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("payload of " + length + " bytes");
        }
        return Payload.copyOf(type, ByteBuffer.wrap(bytes));
    }

    /** Channel, position and time are known from where it stands. */
    static void writeMessage(Message message, DataOutputStream out) throws IOException {
        writePayload(message.payload(), out);
        out.writeUTF(message.key());
        out.writeUTF(message.sender());
        out.writeInt(message.headers().size());
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            out.writeUTF(header.getKey());
            out.writeUTF(header.getValue());
        }
        out.writeLong(Nanos.of(message.expires()));
    }

    static Message readMessage(String channel, Position position, Instant time, DataInputStream in) throws IOException {
        Payload payload = readPayload(in);
        String key = in.readUTF();
        String sender = in.readUTF();
        Map<String, String> headers = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            headers.put(in.readUTF(), in.readUTF());
        }
        Instant expires = Nanos.instant(in.readLong());
        return new Message(channel, position, time, payload, key, Map.copyOf(headers), sender, expires);
    }

    static void writeRetention(Retention retention, DataOutputStream out) throws IOException {
        out.writeLong(retention.count());
        out.writeLong(retention.bytes());
        out.writeUTF(retention.age().toString());
        out.writeUTF(retention.idempotencyAge().toString());
        out.writeInt(retention.idempotencyCount());
    }

    static Retention readRetention(DataInputStream in) throws IOException {
        return new Retention(
                in.readLong(), in.readLong(), Duration.parse(in.readUTF()), Duration.parse(in.readUTF()), in.readInt());
    }
}
