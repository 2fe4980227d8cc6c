package io.pushcore.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
    @Test
    void whatIsWrittenIsRead() throws Garbled {
        byte[] content = Frame.begin("node1", 12345, 7)
                .raw(Frame.hint("chat", new byte[300]))
                .raw(Frame.beat(new Entry.Sum(Long.MAX_VALUE, 3, -1), true))
                .raw(Frame.changes(5, List.of(new Entry.Change("é.>", true), new Entry.Change("x", false))))
                .raw(Frame.listing(9, 2, true, List.of("a", "b")))
                .toBytes();
        assertThat(Frame.isOfThisVersion(content)).isTrue();
        Frame frame = Frame.read(content);
        assertThat(frame.node()).isEqualTo("node1");
        assertThat(frame.start()).isEqualTo(12345);
        assertThat(((Entry.Hint) frame.entries().get(0)).bytes).hasSize(300);
        assertThat(frame.entries().subList(1, 4))
                .containsExactly(
                        new Entry.Beat(new Entry.Sum(Long.MAX_VALUE, 3, -1), true),
                        new Entry.Changes(5, List.of(new Entry.Change("é.>", true), new Entry.Change("x", false))),
                        new Entry.Listing(9, 2, true, List.of("a", "b")));
    }

    @Test
    void aKindOfALaterVersionIsSkippedAndSoIsWhatAnEntrySaysMore() throws Garbled {
        byte[] content = Frame.begin("node1", 1, 1)
                .one(77)
                .sized(new byte[] {1, 2, 3})
                // an acknowledgement of version 4 with two more fields
                .one(7)
                .sized(new byte[] {4, 9, 9})
                .raw(Frame.goodbye())
                .toBytes();
        assertThat(Frame.read(content).entries()).containsExactly(new Entry.Ack(4), new Entry.Goodbye());
    }

    @Test
    void aFrameThatBreaksOffAnywhereIsGarbledOrShorterAndNothingElse() {
        byte[] content = Frame.begin("node1", 1, 1)
                .raw(Frame.hint("chat", new byte[20]))
                .raw(Frame.listing(9, 2, true, List.of("a", "b")))
                .toBytes();
        for (int length = 1; length < content.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(content, length);
            try {
                assertThat(Frame.read(cut).entries()).hasSizeLessThan(2);
            } catch (Garbled garbled) {
                assertThat(garbled.getMessage()).isNotEmpty();
            }
        }
    }

    @Test
    void whateverComesIsReadOrGarbled() {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] whole = Frame.begin("node1", 1, 1)
                .raw(Frame.hint("chat", new byte[20]))
                .raw(Frame.changes(5, List.of(new Entry.Change("x", true))))
                .raw(Frame.listing(9, 2, true, List.of("a", "b")))
                .raw(Frame.beat(Entry.Sum.NONE, false))
                .toBytes();
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt(256);
            }
            try {
                Frame.read(bytes);
                read++;
            } catch (Garbled expected) {
                continue;
            } catch (RuntimeException wrong) {
                throw new AssertionError("seed " + seed + ", try " + i, wrong);
            }
        }
        assertThat(read).isBetween(1, 199_999);
    }

    @Test
    void aNodeHasAName() {
        for (String bad : List.of("", "Node", "a b", "x".repeat(33))) {
            byte[] content = Frame.begin(bad, 1, 1).toBytes();
            assertThatThrownBy(() -> Frame.read(content)).isInstanceOf(Garbled.class);
        }
    }

    @Test
    void whatStandsAroundTheLargestHintIsWithinItsBound() {
        byte[] hint = new byte[1 << 20];
        int around = Frame.begin("x".repeat(32), Long.MAX_VALUE, Long.MAX_VALUE).length()
                + Frame.hint("x".repeat(255), hint).length
                - hint.length
                + Frame.ask(Long.MAX_VALUE, true).length
                + Frame.ack(Long.MAX_VALUE).length
                + Frame.probe(Long.MAX_VALUE).length
                + Frame.lost().length;
        assertThat(around).isLessThanOrEqualTo(Frame.OVERHEAD);
    }
}
