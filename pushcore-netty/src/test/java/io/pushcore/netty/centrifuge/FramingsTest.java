package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Payload;
import io.pushcore.transport.Output;
import org.junit.jupiter.api.Test;

/** What each carrier puts around a message. */
final class FramingsTest {
    private static final String BYE = "{\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"bye!\"}}}";

    @Test
    void aWebSocketHasAFrameForEachMessage() {
        assertThat(message(PushForm.WEB_SOCKET)).isEqualTo("\u0081\u0002{}");
        assertThat(end(PushForm.WEB_SOCKET)).isEqualTo("\u0088\u0006\u000b\u00b9bye!");
    }

    @Test
    void aStreamHasAChunkForEachLine() {
        assertThat(message(PushForm.HTTP_STREAM)).isEqualTo("3\r\n{}\n\r\n");
        assertThat(end(PushForm.HTTP_STREAM)).isEqualTo(length(BYE, 1) + BYE + "\n\r\n0\r\n\r\n");
    }

    @Test
    void eventsHaveAChunkEach() {
        assertThat(message(PushForm.SSE)).isEqualTo("a\r\ndata: {}\n\n\r\n");
        assertThat(end(PushForm.SSE)).isEqualTo(length(BYE, 8) + "data: " + BYE + "\n\n\r\n0\r\n\r\n");
    }

    @Test
    void aPublicationIsAMessage() {
        Output out = new Output();
        PushForm.HTTP_STREAM.encode(Samples.message(Payload.json("1")), out);
        String json = "{\"push\":{\"channel\":\"news\",\"pub\":{\"data\":1,\"offset\":7,\"time\":1700000000123}}}";
        assertThat(text(out)).isEqualTo(length(json, 1) + json + "\n\r\n");
    }

    private static String length(String json, int more) {
        return Integer.toHexString(json.length() + more) + "\r\n";
    }

    private static String message(PushForm form) {
        Output out = new Output();
        form.framing().message(new Output().put("{}"), out);
        return text(out);
    }

    private static String end(PushForm form) {
        Output out = new Output();
        form.framing().end(CloseCode.SHUTDOWN, "bye!", out);
        return text(out);
    }

    private static String text(Output out) {
        return new String(out.toBytes(), ISO_8859_1);
    }
}
