package io.pushcore.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pushcore.BrokerState;
import io.pushcore.Message;
import io.pushcore.Node;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.PushCoreException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClusterCodecsTest {
    private static final int LARGEST = 4_096;
    private static final Node NODE =
            new Node("n1", "http://one", BrokerState.READY, Instant.ofEpochMilli(17), Duration.ZERO, 1, 2_000_000, 3);

    private static Message message(long offset, Payload payload) {
        return new Message(
                "news",
                new Position("e1", offset),
                Instant.ofEpochSecond(1_700_000_000, 123_456_789),
                payload,
                "key",
                Map.of("h", "v", "ä", "ö"),
                "anna",
                offset % 2 == 0 ? Instant.MAX : Instant.ofEpochSecond(1_800_000_000));
    }

    private static List<Message> messages() {
        return List.of(
                message(7, Payload.of("text")),
                message(8, Payload.json("{\"a\":1}")),
                message(9, Payload.copyOf(Payload.Type.BINARY, ByteBuffer.wrap(new byte[] {0, -1, 7}))));
    }

    @Test
    void messagesComeBackAsTheyWere() {
        List<byte[]> hints = HintCodec.appended(messages(), LARGEST);
        assertThat(hints).hasSize(1);
        assertThat(HintCodec.read("news", hints.get(0))).isEqualTo(new Hint.Appended(messages()));
    }

    @Test
    void whatIsLargerThanAHintIsSeveral() {
        List<Message> many = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            many.add(message(i, Payload.of("x".repeat(100))));
        }
        List<byte[]> hints = HintCodec.appended(many, LARGEST);
        assertThat(hints)
                .hasSizeGreaterThan(1)
                .allSatisfy(hint -> assertThat(hint).hasSizeLessThanOrEqualTo(LARGEST));
        List<Message> told = new ArrayList<>();
        hints.forEach(hint -> told.addAll(((Hint.Appended) HintCodec.read("news", hint)).messages()));
        assertThat(told).isEqualTo(many);
        assertThat(HintCodec.appended(List.of(message(1, Payload.of("x".repeat(LARGEST)))), LARGEST))
                .isEmpty();
    }

    @Test
    @DisplayName("a live message that is said to fit does")
    void aLiveMessageThatIsSaidToFitDoes() {
        for (int size = 0; size < LARGEST; size += 7) {
            Message message = message(2, Payload.of("x".repeat(size)));
            if (HintCodec.mostBytes(message) <= LARGEST) {
                assertThat(HintCodec.live(List.of(message), LARGEST)).hasSize(1);
            }
        }
    }

    @Test
    void controlsComeBackAsTheyWere() {
        assertThat(ControlCodec.read(ControlCodec.bytes(new Control.Status(NODE))))
                .isEqualTo(new Control.Status(NODE));
        assertThat(ControlCodec.read(ControlCodec.bytes(new Control.FollowsChanged("anna"))))
                .isEqualTo(new Control.FollowsChanged("anna"));
        assertThat(ControlCodec.read(ControlCodec.bytes(new Control.LeftNotes())))
                .isEqualTo(new Control.LeftNotes());
        Control.Ask ask =
                (Control.Ask) ControlCodec.read(ControlCodec.bytes(new Control.Ask(300, "who", new byte[] {1})));
        assertThat(ask.id()).isEqualTo(300);
        assertThat(ask.body()).containsExactly(1);
        Control.Answer answer = (Control.Answer) ControlCodec.read(
                ControlCodec.bytes(new Control.Answer(5, 0, true, true, List.of(new byte[0], new byte[] {2}))));
        assertThat(answer.last()).isTrue();
        assertThat(answer.items()).hasSize(2);
    }

    @Test
    @DisplayName(
            "C4: what a newer node adds is passed over, and a version or a kind that is not known is a reason to look")
    void whatANewerNodeAddsIsPassedOver() {
        byte[] status = ControlCodec.bytes(new Control.Status(NODE));
        assertThat(ControlCodec.read(Arrays.copyOf(status, status.length + 20))).isEqualTo(new Control.Status(NODE));
        assertThat(ControlCodec.read(new byte[] {9, 1})).isEqualTo(new Control.Unknown());
        assertThat(ControlCodec.read(new byte[] {1, 99})).isEqualTo(new Control.Unknown());
        assertThat(HintCodec.read("news", new byte[] {9, 1})).isEqualTo(new Hint.Unknown());
        assertThat(HintCodec.read("news", new byte[] {1, 99})).isEqualTo(new Hint.Unknown());
        byte[] message = MessageCodec.bytes(messages().get(0));
        byte[] newer = new Bytes(64)
                .one(1)
                .one(2)
                .text("e1")
                .block(Arrays.copyOf(message, message.length + 5))
                .toArray();
        assertThat(HintCodec.read("news", newer))
                .isEqualTo(new Hint.Appended(messages().subList(0, 1)));
    }

    @Test
    @DisplayName("what is mangled is read or refused, and costs no more than it is long")
    void whatIsMangledIsReadOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> whole = List.of(
                HintCodec.appended(messages(), LARGEST).get(0),
                HintCodec.moved(new Position("e1", 7)),
                ControlCodec.bytes(new Control.Status(NODE)),
                ControlCodec.bytes(new Control.Ask(1, "who", new byte[100])),
                ControlCodec.bytes(new Control.Answer(1, 0, false, true, List.of(new byte[10]))),
                new Order("n1", 1, "do", new byte[10]).bytes());
        for (int i = 0; i < 30_000; i++) {
            byte[] bytes = whole.get(random.nextInt(whole.size())).clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            assertReadOrRefused(seed, cut);
        }
    }

    private static void assertReadOrRefused(long seed, byte[] bytes) {
        for (Runnable reading : List.<Runnable>of(
                () -> HintCodec.read("news", bytes), () -> ControlCodec.read(bytes), () -> Order.read(bytes))) {
            try {
                reading.run();
            } catch (IllegalArgumentException | PushCoreException refused) {
                assertThat(refused).as("seed " + seed).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void aLengthThatLiesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HintCodec.read("news", new byte[] {1, 2, 2, 'e', '1', 127}));
        assertThatIllegalArgumentException().isThrownBy(() -> Order.read(new byte[] {1, 5, 'a'}));
    }
}
