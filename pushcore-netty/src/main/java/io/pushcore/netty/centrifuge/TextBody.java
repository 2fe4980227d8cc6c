package io.pushcore.netty.centrifuge;

import io.pushcore.Payload;
import io.pushcore.netty.text.Utf8;
import java.nio.ByteBuffer;

/** The body of a request, as text. */
final class TextBody {
    private TextBody() {}

    /** A copy; binary, which no message is, if it is not UTF-8. */
    static Payload of(ByteBuffer bytes) {
        boolean text = Utf8.isValid(bytes, bytes.position(), bytes.limit());
        return Payload.copyOf(text ? Payload.Type.TEXT : Payload.Type.BINARY, bytes);
    }
}
