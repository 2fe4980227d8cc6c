package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Retention;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is kept, and how what is not kept shows. */
abstract class RetentionRules extends StorageRules {
    RetentionRules() {}

    @Test
    @DisplayName(
            "T20 the newest so many are kept; reading after what was trimmed is gone, to the one before the first kept")
    void countIsKept() {
        List<Message> all = writer("w").keep(keep(3)).appendCount("news", 10);
        assertThat(kept("news")).isEqualTo(all.subList(7, 10));
        Head head = head("news");
        assertThat(head).isEqualTo(new Head("news", head.epoch(), 8, 10));
        for (int offset = 0; offset < 7; offset++) {
            Position from = new Position(head.epoch(), offset);
            Position to = new Position(head.epoch(), 7);
            assertThat(read("news", from)).isEqualTo(new ReadResult.Gone(from, to, found("news", to)));
        }
        assertThat(found("news", new Position(head.epoch(), 7)).messages()).isEqualTo(all.subList(7, 10));
    }

    @Test
    @DisplayName("T28 what is kept behind a gap comes in the same answer, in a page of its size")
    void theRestComesWithTheGap() {
        List<Message> all = writer("w").keep(keep(5)).appendCount("news", 10);
        Position head = all.get(9).position();
        ReadResult.Gone gone =
                asGone(await(log().read(Read.after("news", new Position(head.epoch(), 1), 3, ALL_BYTES))));
        assertThat(gone.rest())
                .isEqualTo(new ReadResult.Found(all.subList(5, 8), all.get(7).position(), head));
        gone = asGone(await(log().read(Read.after("news", new Position("another", 7), 100, 1))));
        assertThat(gone.rest())
                .isEqualTo(new ReadResult.Found(all.subList(5, 6), all.get(5).position(), head));
        await(log().trim("news", 10));
        assertThat(asGone(read("news", all.get(0).position())).rest())
                .isEqualTo(new ReadResult.Found(List.of(), head, head));
    }

    @Test
    @DisplayName("T21 with count 0 nothing is kept and offsets go on")
    void countZeroKeepsNothing() {
        List<Message> all = writer("w").keep(keep(0)).appendCount("news", 3);
        assertThat(all).extracting(Message::offset).containsExactly(1L, 2L, 3L);
        Head head = head("news");
        assertThat(head).isEqualTo(new Head("news", head.epoch(), 4, 3));
        assertThat(found("news", new Position(head.epoch(), 3)).messages()).isEmpty();
        assertThat(asGone(read("news", new Position(head.epoch(), 2))).to()).isEqualTo(new Position(head.epoch(), 3));
    }

    @Test
    @DisplayName("T22 bytes of payload, key and headers bound what is kept, but for one message")
    void bytesBoundWhatIsKept() {
        Writer writer = writer("w").keep(keepBytes(100));
        for (int i = 0; i < 10; i++) {
            writer.append("news", Publication.of("x".repeat(20)).key("12345").header("abc", "\u00e4"));
        }
        assertThat(kept("news")).hasSize(3);
        writer.append("news", "y".repeat(1000));
        assertThat(kept("news")).extracting(Message::offset).containsExactly(11L);
        writer.append("news", "z");
        assertThat(kept("news")).extracting(Message::offset).containsExactly(12L);
    }

    @Test
    @DisplayName("T23 what is older than the age is not kept, on an idle channel too")
    void ageBoundsWhatIsKept() {
        Writer writer = writer("w").keep(keepFor(Duration.ofMinutes(1)));
        writer.append("news", "old");
        time.advance(Duration.ofSeconds(30));
        Message newer = writer.append("news", "newer");
        time.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(keptTexts("news")).containsExactly("old", "newer");
        time.advance(Duration.ofNanos(1));
        assertThat(kept("news")).containsExactly(newer);
        Head head = head("news");
        assertThat(asGone(read("news", new Position(head.epoch(), 0))).to()).isEqualTo(new Position(head.epoch(), 1));
        time.advance(Duration.ofSeconds(30));
        assertThat(head("news")).isEqualTo(new Head("news", head.epoch(), 3, 2));
        assertThat(writer.append("news", "again").offset()).isEqualTo(3);
    }

    @Test
    @DisplayName("T24 the newest retention given holds")
    void theNewestRetentionHolds() {
        Writer writer = writer("w").keep(keep(10));
        writer.appendCount("news", 10);
        writer.keep(keep(2)).append("news", "11");
        assertThat(keptTexts("news")).containsExactly("10", "11");
        writer.keep(keep(4)).appendCount("news", 5);
        assertThat(keptTexts("news")).containsExactly("2", "3", "4", "5");
        writer.keep(keepFor(Duration.ofMinutes(1))).append("news", "17");
        time.advance(Duration.ofSeconds(61));
        assertThat(keptTexts("news")).isEmpty();
    }

    @Test
    @DisplayName("T25 an expired message is left out of the answer, which speaks through it: no gap")
    void expiryIsNoGap() {
        Writer writer = writer("w");
        writer.append("news", Publication.of("1").ttl(Duration.ofSeconds(1)));
        Message second = writer.append("news", "2");
        writer.append("news", Publication.of("3").ttl(Duration.ofSeconds(2)));
        Message fourth = writer.append("news", "4");
        writer.append("news", Publication.of("5").ttl(Duration.ofSeconds(1)));
        time.advance(Duration.ofMillis(1_001));
        Position start = new Position(second.position().epoch(), 0);
        assertThat(found("news", start).messages()).extracting(Message::text).containsExactly("2", "3", "4");
        time.advance(Duration.ofSeconds(2));
        ReadResult.Found found = found("news", start);
        assertThat(found.messages()).containsExactly(second, fourth);
        assertThat(found.through()).isEqualTo(start.plus(5));
        assertThat(found("news", start.plus(4)).messages()).isEmpty();
        assertThat(found("news", start.plus(4)).through()).isEqualTo(start.plus(5));
        assertThat(head("news").last()).isEqualTo(5);
    }

    @Test
    @DisplayName("T26 a channel of which all has expired has no gap either")
    void allExpiredIsNoGap() {
        Writer writer = writer("w");
        for (int i = 0; i < 5; i++) {
            writer.append("news", Publication.of("x").ttl(Duration.ofSeconds(1)));
        }
        time.advance(Duration.ofSeconds(10));
        Position start = new Position(head("news").epoch(), 0);
        ReadResult.Found found = found("news", start);
        assertThat(found.messages()).isEmpty();
        assertThat(found.through()).isEqualTo(start.plus(5));
        assertThat(found.head()).isEqualTo(start.plus(5));
    }

    @Test
    @DisplayName("T27 trim drops up to an offset; the head and the offsets to come stay")
    void trimDropsTheOldEnd() {
        Writer writer = writer("w");
        List<Message> all = writer.appendCount("news", 10);
        await(log().trim("news", 4));
        assertThat(kept("news")).isEqualTo(all.subList(4, 10));
        Position start = new Position(head("news").epoch(), 0);
        assertThat(asGone(read("news", start.plus(3))).to()).isEqualTo(start.plus(4));
        await(log().trim("news", 2));
        assertThat(kept("news")).isEqualTo(all.subList(4, 10));
        await(log().trim("news", 1_000));
        assertThat(head("news")).isEqualTo(new Head("news", start.epoch(), 11, 10));
        assertThat(writer.append("news", "11").offset()).isEqualTo(11);
        await(log().trim("never written", 5));
        assertThat(head("never written").last()).isZero();
    }

    private static Retention keepBytes(long bytes) {
        return new Retention(1_000, bytes, Duration.ZERO, Duration.ofMinutes(10), 1_000);
    }
}
