package io.pushcore.netty.gopush;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What a client of go-push says")
@Timeout(60)
class GoPushCodecTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final String PING = "{\"type\":\"PING\",\"data\":{}}";

    private final AtomicLong nanos = new AtomicLong();
    private final FakeCarrier carrier = new FakeCarrier();
    private final GoPushSite site =
            new GoPushSite(new GoPushCounters(), "gopush.room.", 5, Duration.ofSeconds(60), nanos::get);
    private final GoPushCodec codec =
            new GoPushCodec(Request.of("GET", "/connect", Map.of(), true, true), site, new FakeTerms(), carrier);

    private GoPushCodec say(String text) {
        codec.offer(Payload.of(text));
        return codec;
    }

    private List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        for (Command next = codec.decode(NOTHING); next != null; next = codec.decode(NOTHING)) {
            commands.add(next);
        }
        return commands;
    }

    @Test
    void whoSaysPingInTimeStaysAndWhoDoesNotGoes() {
        for (int i = 0; i < 5; i++) {
            nanos.addAndGet(Duration.ofSeconds(59).toNanos());
            say(PING);
            carrier.runTimer();
            assertThat(commands()).isNotEmpty();
            assertThat(carrier.delay()).isEqualTo(Duration.ofSeconds(60));
        }
        nanos.addAndGet(Duration.ofSeconds(40).toNanos());
        say("{\"type\":\"JOIN\",\"data\":{\"room\":\"x\"}}");
        carrier.runTimer();
        assertThat(carrier.delay()).as("nothing else is a sign of life").isEqualTo(Duration.ofSeconds(20));
        nanos.addAndGet(Duration.ofSeconds(20).toNanos());
        carrier.runTimer();
        assertThat(carrier.wakes()).isEqualTo(1);
        Assertions.assertThatThrownBy(() -> codec.decode(NOTHING))
                .isInstanceOfSatisfying(
                        PushCoreException.class,
                        ended -> assertThat(ended.code()).isEqualTo(ErrorCode.NO_PONG));
    }

    @Test
    void aRoomThatWasRefusedMayBeAskedForAgain() {
        commands();
        say("{\"type\":\"JOIN\",\"data\":{\"room\":\"x\"}}");
        Command join = commands().get(0);
        codec.encode(join, new Reply.Refused(ErrorCode.FORBIDDEN, "no"), new Output());
        say("{\"type\":\"JOIN\",\"data\":{\"room\":\"x\"}}");
        assertThat(commands()).hasSize(1);
        codec.encode(join, new Reply.Subscribed(new Position("e", 0), false), new Output());
        say("{\"type\":\"JOIN\",\"data\":{\"room\":\"x\"}}");
        assertThat(commands()).isEmpty();
        assertThat(site.counters().rooms()).isEqualTo(1);
        codec.closed();
        assertThat(site.counters().rooms()).isZero();
    }

    @Test
    void aGapIsSaidWithItsRoom() {
        Position nowhere = new Position("live", 0);
        assertThat(gap("gopush.room.x", nowhere))
                .endsWith("{\"type\":\"GAP\",\"data\":{\"missed\":true,\"room\":\"x\"}}");
        assertThat(gap(GoPushSite.ALL, nowhere)).endsWith("{\"type\":\"GAP\",\"data\":{\"missed\":true}}");
    }

    private String gap(String channel, Position nowhere) {
        Output out = new Output();
        codec.encode(new Gap(channel, nowhere, nowhere), out);
        return new String(out.toBytes(), UTF_8);
    }

    @Test
    void whatIsMangledIsPassedOverOrEndsTheConnection() {
        String whole = "{\"type\":\"JOIN\",\"data\":{\"room\":\"x\",\"more\":[1,{\"a\":null}]},\"and\":\"\\u4f60\"}";
        String[] inserts = {"{", "[", "\"", "\\", "\\ud800", "1e999999999", ":", ",", "\u0000"};
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder(whole);
            for (int changes = 1 + random.nextInt(5); changes > 0 && !text.isEmpty(); changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(7)));
                    case 1 -> text.insert(at, inserts[random.nextInt(inserts.length)]);
                    default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(9)));
                }
            }
            try {
                GoPushMessage.read(text.toString().getBytes(UTF_8));
            } catch (PushCoreException refused) {
                assertThat(refused.code()).as("seed %d", seed).isEqualTo(ErrorCode.BAD_REQUEST);
            }
        }
    }
}
