package io.pushcore.netty.centrifuge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ErrorCode;
import io.pushcore.transport.Codec;
import io.pushcore.transport.Output;
import org.junit.jupiter.api.Test;

/** What each carrier puts around a message. */
final class CarriersTest {
    @Test
    void aWebSocketHasAFrameForEachMessage() {
        Codec codec = CentrifugeDialect.webSocket().open(new FakeTerms());
        assertThat(heartbeat(codec)).isEqualTo("\u0081\u0002{}");
        assertThat(farewell(codec)).isEqualTo("\u0088\u0006\u000b\u00b9bye!");
    }

    @Test
    void aStreamHasAChunkForEachLine() {
        Codec codec = CentrifugeDialect.httpStream().open(new FakeTerms());
        String bye = "{\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"bye!\"}}}\n";
        assertThat(heartbeat(codec)).isEqualTo("3\r\n{}\n\r\n");
        assertThat(farewell(codec)).isEqualTo("36\r\n" + bye + "\r\n0\r\n\r\n").hasSize(4 + 0x36 + 7);
    }

    @Test
    void eventsHaveAChunkEach() {
        Codec codec = CentrifugeDialect.sse().open(new FakeTerms());
        String bye = "data: {\"push\":{\"disconnect\":{\"code\":3001,\"reason\":\"bye!\"}}}\n\n";
        assertThat(heartbeat(codec)).isEqualTo("a\r\ndata: {}\n\n\r\n");
        assertThat(farewell(codec)).isEqualTo("3d\r\n" + bye + "\r\n0\r\n\r\n").hasSize(4 + 0x3d + 7);
    }

    @Test
    void allConnectionsOfOneCarrierShareItsForm() {
        assertThat(CentrifugeDialect.sse().secret("a").open(new FakeTerms()).form())
                .isSameAs(CentrifugeDialect.sse()
                        .secret("b")
                        .open(new FakeTerms())
                        .form())
                .isNotSameAs(
                        CentrifugeDialect.httpStream().open(new FakeTerms()).form());
    }

    private static String heartbeat(Codec codec) {
        Output out = new Output();
        codec.heartbeat(out);
        return new String(out.toBytes(), ISO_8859_1);
    }

    private static String farewell(Codec codec) {
        Output out = new Output();
        codec.farewell(ErrorCode.CLOSED, "bye!", out);
        return new String(out.toBytes(), ISO_8859_1);
    }
}
