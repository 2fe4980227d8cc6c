package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What reading promises. */
abstract class ReadRules extends StorageRules {
    private static final int MOST_MESSAGE_BYTES = 8 << 20;

    ReadRules() {}

    @Test
    @DisplayName("T30 a channel never written has the storage's epoch, offset 0 and no messages")
    void aChannelNeverWrittenIsEmpty() {
        Head head = head("never written");
        assertThat(head).isEqualTo(new Head("never written", head.epoch(), 1, 0));
        assertThat(head.epoch()).matches("[0-9a-z]{1,32}");
        Position start = new Position(head.epoch(), 0);
        ReadResult empty = new ReadResult.Found(List.of(), start, start);
        assertThat(read("never written", start)).isEqualTo(empty);
        assertThat(await(log().read(Read.before("never written", start, 10, ALL_BYTES))))
                .isEqualTo(empty);
        assertThat(await(log().positionAt("never written", time.now()))).isEqualTo(start);
        assertThat(asGone(read("never written", start.plus(1))).to()).isEqualTo(start);
        assertThat(writer("w").append("never written", "1").position()).isEqualTo(start.plus(1));
        assertThat(found("never written", start).messages()).hasSize(1);
    }

    @Test
    @DisplayName("T31 a page holds at most so many messages and goes on after through")
    void pagesByCount() {
        List<Message> all = writer("w").appendCount("news", 10);
        Position from = all.get(0).position().plus(-1);
        List<Message> read = new ArrayList<>();
        for (int page = 0; page < 4; page++) {
            ReadResult.Found found = asFound(await(log().read(Read.after("news", from, 3, ALL_BYTES))));
            assertThat(found.messages()).hasSize(page < 3 ? 3 : 1);
            assertThat(found.head()).isEqualTo(all.get(9).position());
            read.addAll(found.messages());
            from = found.through();
        }
        assertThat(read).isEqualTo(all);
        assertThat(from).isEqualTo(all.get(9).position());
    }

    @Test
    @DisplayName("T32 a page holds at most so many bytes of payload, key and headers, but one message at least")
    void pagesByBytes() {
        Writer writer = writer("w");
        for (int i = 0; i < 6; i++) {
            writer.append("news", Publication.of("x".repeat(94)).key("\u00e4").header("a", "bcd"));
        }
        Position start = new Position(head("news").epoch(), 0);
        for (long[] expected : new long[][] {{0, 1}, {1, 1}, {199, 1}, {200, 2}, {299, 2}, {600, 6}}) {
            ReadResult.Found found = asFound(await(log().read(Read.after("news", start, 100, expected[0]))));
            assertThat(found.messages()).as("of " + expected[0] + " bytes").hasSize((int) expected[1]);
            assertThat(found.through()).isEqualTo(start.plus(expected[1]));
            ReadResult.Found back = asFound(await(log().read(Read.before("news", start.plus(7), 100, expected[0]))));
            assertThat(back.messages()).as("back, of " + expected[0] + " bytes").hasSize((int) expected[1]);
        }
    }

    @Test
    @DisplayName("T33 at the head nothing is found; beyond it and in another epoch the position is gone")
    void beyondTheHeadIsGone() {
        Message last = writer("w").appendCount("news", 5).get(4);
        assertThat(read("news", last.position()))
                .isEqualTo(new ReadResult.Found(List.of(), last.position(), last.position()));
        Position to = last.position().plus(-5);
        ReadResult.Found rest = found("news", to);
        for (Position from : List.of(
                last.position().plus(1),
                new Position(last.position().epoch(), Long.MAX_VALUE),
                new Position("another", 0),
                new Position("another", 3))) {
            assertThat(read("news", from)).isEqualTo(new ReadResult.Gone(from, to, rest));
        }
    }

    @Test
    @DisplayName("T34 backwards: the newest first, from before a position down to the first kept, and never gone")
    void backwards() {
        List<Message> all = writer("w").keep(keep(7)).appendCount("news", 10);
        List<Message> newestFirst = new ArrayList<>(all.subList(3, 10));
        Collections.reverse(newestFirst);
        Position head = all.get(9).position();
        List<Message> read = new ArrayList<>();
        Position from = head.plus(1);
        for (int page = 0; page < 3; page++) {
            ReadResult.Found found = asFound(await(log().read(Read.before("news", from, 3, ALL_BYTES))));
            assertThat(found.messages()).hasSize(page < 2 ? 3 : 1);
            assertThat(found.head()).isEqualTo(head);
            read.addAll(found.messages());
            from = found.through();
        }
        assertThat(read).isEqualTo(newestFirst);
        assertThat(from.offset()).isEqualTo(4);
        ReadResult.Found rest = asFound(await(log().read(Read.before("news", from, 3, ALL_BYTES))));
        assertThat(rest.messages()).isEmpty();
        assertThat(rest.through()).isEqualTo(from);
        for (Position odd : List.of(new Position("another", 2), new Position(head.epoch(), Long.MAX_VALUE))) {
            assertThat(asFound(await(log().read(Read.before("news", odd, 100, ALL_BYTES))))
                            .messages())
                    .isEqualTo(newestFirst);
        }
        assertThat(asFound(await(log().read(Read.before("news", head.plus(-8), 100, ALL_BYTES))))
                        .messages())
                .isEmpty();
    }

    @Test
    @DisplayName("T35 backwards, too, an expired message is left out and spoken for")
    void backwardsLeavesOutExpired() {
        Writer writer = writer("w");
        writer.append("news", Publication.of("1").ttl(Duration.ofSeconds(1)));
        writer.append("news", "2");
        writer.append("news", Publication.of("3").ttl(Duration.ofSeconds(1)));
        Message last = writer.append("news", "4");
        time.advance(Duration.ofMillis(1_001));
        ReadResult.Found page =
                asFound(await(log().read(Read.before("news", last.position().plus(1), 1, ALL_BYTES))));
        assertThat(page.messages()).containsExactly(last);
        ReadResult.Found rest = asFound(await(log().read(Read.before("news", page.through(), 9, ALL_BYTES))));
        assertThat(rest.messages()).extracting(Message::text).containsExactly("2");
        assertThat(rest.through().offset()).isLessThanOrEqualTo(2);
    }

    @Test
    @DisplayName("T36 the position at an instant is that of the last message at or before it")
    void positionAtAnInstant() {
        only(backend().capabilities().timeSeek(), "T36", "no time seek");
        Writer writer = writer("w").keep(keep(5));
        List<Message> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(writer.append("news", "x"));
            all.add(writer.append("news", "at nearly the same time"));
            time.advance(Duration.ofSeconds(10));
        }
        List<Message> kept = all.subList(11, 16);
        for (Message message : kept) {
            assertThat(await(log().positionAt("news", message.time()))).isEqualTo(message.position());
            assertThat(await(log().positionAt("news", message.time().minusNanos(1))))
                    .isEqualTo(message.position().plus(-1));
        }
        assertThat(await(log().positionAt("news", Instant.EPOCH)))
                .isEqualTo(kept.get(0).position().plus(-1));
        assertThat(await(log().positionAt("news", Instant.MIN)))
                .isEqualTo(kept.get(0).position().plus(-1));
        assertThat(await(log().positionAt("news", time.now())))
                .isEqualTo(kept.get(4).position());
        assertThat(await(log().positionAt("news", Instant.MAX)))
                .isEqualTo(kept.get(4).position());
    }

    @Test
    @DisplayName("T37 heads come in the order asked, those never written among them")
    void headsOfMany() {
        Writer writer = writer("w");
        List<String> names = new ArrayList<>();
        List<Long> lasts = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            names.add("channel" + i * 37 % 500);
            lasts.add((long) (i % 4));
            writer.appendCount(names.get(i), i % 4);
        }
        List<Head> heads = await(log().heads(names));
        assertThat(heads).extracting(Head::channel).isEqualTo(names);
        assertThat(heads).extracting(Head::last).isEqualTo(lasts);
        assertThat(heads).extracting(Head::first).containsOnly(1L);
        assertThat(await(log().heads(List.of("a", "channel0", "a")))).hasSize(3);
        assertThat(await(log().heads(List.of()))).isEmpty();
    }

    @Test
    @DisplayName("T38 a large message is kept and read whole")
    void largeMessages() {
        long most = Math.min(MOST_MESSAGE_BYTES, backend().capabilities().largestMessageBytes());
        byte[] bytes = new byte[(int) most];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31 + (i >>> 12));
        }
        Message stored = Writer.stored(writer("w").append("news", Publication.of(Payload.of(bytes))));
        ReadResult.Found found =
                asFound(await(log().read(Read.after("news", stored.position().plus(-1), 10, 1))));
        assertThat(found.messages().get(0).payload().equals(Payload.of(bytes))).isTrue();
    }

    @Test
    @DisplayName("T39 reads while others append and trim see no hole and nothing twice")
    void readsBesideAppendsAreWhole() {
        int count = 2_000;
        inThreads(4, thread -> {
            if (thread == 0) {
                writer("w").keep(keep(50)).appendCount("news", count);
                return;
            }
            Position from = new Position(head("news").epoch(), 0);
            while (from.offset() < count) {
                from = next(from);
            }
        });
    }

    /** Reads a page, checks that it joins on, and gives where the next begins. */
    private Position next(Position from) {
        ReadResult result = await(log().read(Read.after("news", from, 7, ALL_BYTES)));
        if (result instanceof ReadResult.Gone gone) {
            assertThat(gone.to().offset()).isGreaterThan(from.offset());
            return next(gone.to(), gone.rest());
        }
        return next(from, asFound(result));
    }

    private static Position next(Position from, ReadResult.Found found) {
        for (int i = 0; i < found.messages().size(); i++) {
            Message message = found.messages().get(i);
            assertThat(message.offset()).isEqualTo(from.offset() + 1 + i);
            assertThat(message.text()).isEqualTo(String.valueOf(message.offset()));
        }
        assertThat(found.through().offset())
                .isEqualTo(from.offset() + found.messages().size());
        assertThat(found.head().offset()).isGreaterThanOrEqualTo(found.through().offset());
        return found.through();
    }
}
