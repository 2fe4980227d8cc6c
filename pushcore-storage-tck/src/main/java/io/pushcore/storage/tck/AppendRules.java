package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.AppendId;
import io.pushcore.storage.Appended;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What appending promises. */
abstract class AppendRules extends StorageRules {
    AppendRules() {}

    @Test
    @DisplayName("T1 offsets are 1, 2, 3 without holes")
    void offsetsAreDense() {
        assertThat(writer("w").appendCount("news", 20))
                .extracting(Message::offset)
                .containsExactlyElementsOf(upTo(20));
    }

    @Test
    @DisplayName("T2 a batch has one result per entry, in the order given")
    void aBatchHasResultsInOrder() {
        Writer writer = writer("w");
        List<Append> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add(writer.entry("channel" + i % 3, Publication.of("m" + i)));
        }
        List<Appended> results = writer.append(batch);
        assertThat(results)
                .extracting(result -> Writer.stored(result).text())
                .containsExactlyElementsOf(batch.stream()
                        .map(entry -> entry.publication().payload().text())
                        .toList());
        assertThat(keptTexts("channel1")).startsWith("m1", "m4", "m7").hasSize(33);
        assertThat(await(log().append(List.of()))).isEmpty();
    }

    @Test
    @DisplayName("T3 entries of one channel in one call get consecutive offsets, whoever else appends")
    void aBatchIsNotTornApart() {
        inThreads(4, thread -> {
            Writer writer = writer("w" + thread);
            for (int round = 0; round < 50; round++) {
                List<Append> batch = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    batch.add(writer.entry(i % 2 == 0 ? "even" : "odd", Publication.of(thread + "." + round)));
                }
                List<Message> even = writer.append(batch).stream()
                        .map(Writer::stored)
                        .filter(message -> message.channel().equals("even"))
                        .toList();
                assertThat(even.get(4).offset()).isEqualTo(even.get(0).offset() + 4);
            }
        });
        assertThat(head("odd").last()).isEqualTo(4 * 50 * 5);
    }

    @Test
    @DisplayName("T4 time strictly rises in a channel, by a nanosecond where the clock stands or steps back")
    void timeStrictlyRises() {
        Writer writer = writer("w");
        Instant first = writer.append("news", "1").time();
        assertThat(writer.append("news", "2").time()).isEqualTo(first.plusNanos(1));
        time.stepClock(Duration.ofHours(-1));
        assertThat(writer.append("news", "3").time()).isEqualTo(first.plusNanos(2));
        assertThat(writer.append("other", "1").time()).isBefore(first);
        time.stepClock(Duration.ofHours(2));
        assertThat(writer.append("news", "4").time()).isEqualTo(time.now());
        assertThat(kept("news")).extracting(Message::time).isSorted().doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("T5 a message is read as it was published")
    void aMessageIsReadAsItWasPublished() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        List<Publication> publications = List.of(
                Publication.of(Payload.of(bytes)),
                Publication.of(Payload.json("{\"a\":[1,2,\"ü\"]}")),
                Publication.of(""),
                Publication.of(Payload.copyOf(Payload.Type.BINARY, ByteBuffer.allocate(0))),
                Publication.of("gr\u00fc\u00dfe \ud83d\ude00 \u0000")
                        .key("k\u00e4y 'x' \ud83d\ude00")
                        .sender("o'brien"),
                Publication.of("h")
                        .header("a", "")
                        .header("\u00e4 b", "\ud83d\ude00\"'\\")
                        .header("c", "x".repeat(4096)),
                Publication.of("t").ttl(Duration.ofMinutes(1).plusNanos(1)));
        Writer writer = writer("w");
        for (Publication publication : publications) {
            Message stored = Writer.stored(writer.append("news", publication));
            Message read = kept("news").get((int) stored.offset() - 1);
            assertThat(read).isEqualTo(stored);
            assertThat(read.channel()).isEqualTo("news");
            assertThat(read.payload()).isEqualTo(publication.payload());
            assertThat(read.key()).isEqualTo(publication.key());
            assertThat(read.headers()).isEqualTo(publication.headers());
            assertThat(read.sender()).isEqualTo(publication.sender());
            assertThat(read.expires())
                    .isEqualTo(
                            publication.ttl().isZero()
                                    ? Instant.MAX
                                    : stored.time().plus(publication.ttl()));
        }
    }

    @Test
    @DisplayName("T6 a repeated append id gives its first result and appends nothing")
    void aRepeatedIdGivesItsFirstResult() {
        Publication keyed = Publication.of("a").idempotencyKey("k");
        List<Append> batch = List.of(
                entry("w", 1, 0, Publication.of("x")),
                entry("w", 2, 0, keyed),
                entry("w", 3, 0, keyed),
                entry("w", 4, 0, Publication.of("b").idempotencyKey("k")));
        List<Appended> first = await(log().append(batch));
        time.advance(Duration.ofMinutes(1));
        assertThat(await(log().append(batch))).isEqualTo(first);
        assertThat(await(log().append(batch.subList(1, 2)))).isEqualTo(first.subList(1, 2));
        assertThat(first.get(3)).isInstanceOf(Appended.Mismatched.class);
        assertThat(head("news").last()).isEqualTo(2);
    }

    @Test
    @DisplayName("T7 results are kept until their writer confirms them, for 23 hours at least, whoever else writes")
    void resultsAreKeptUntilConfirmed() {
        List<Append> mine = List.of(entry("mine", 1, 0, Publication.of("x")));
        List<Appended> first = await(log().append(mine));
        Writer other = writer("other").keep(keep(1));
        other.appendCount("news", 10);
        time.advance(Duration.ofHours(23));
        other.appendCount("news", 10);
        assertThat(await(log().append(mine))).isEqualTo(first);
        assertThat(head("news").last()).isEqualTo(21);
    }

    @Test
    @DisplayName("T8 appends from many threads: none lost, none twice, those of each thread in their order")
    void concurrentAppendsAreOneOrder() {
        int threads = 8;
        int each = 500;
        Map<Integer, List<Message>> byThread = new HashMap<>();
        for (int i = 0; i < threads; i++) {
            byThread.put(i, new ArrayList<>());
        }
        inThreads(threads, thread -> {
            Writer writer = writer("w" + thread);
            for (int i = 0; i < each; i++) {
                Message message = writer.append("news", thread + " " + i);
                byThread.getOrDefault(thread, List.of()).add(message);
            }
        });
        List<Message> log = kept("news");
        assertThat(log).hasSize(threads * each);
        assertThat(log).extracting(Message::offset).containsExactlyElementsOf(upTo(log.size()));
        assertThat(log).extracting(Message::time).isSorted().doesNotHaveDuplicates();
        byThread.forEach((thread, own) -> {
            assertThat(own).hasSize(each).extracting(Message::offset).isSorted();
            assertThat(log)
                    .filteredOn(message -> message.text().startsWith(thread + " "))
                    .isEqualTo(own);
        });
    }

    @Test
    @DisplayName("T9 what was appended is visible to every read that begins afterwards")
    void whatWasAppendedIsVisible() {
        inThreads(4, thread -> {
            Writer writer = writer("w" + thread);
            for (int i = 0; i < 100; i++) {
                Message message = writer.append("news", "x");
                assertThat(head("news").last()).isGreaterThanOrEqualTo(message.offset());
                assertThat(found("news", message.position().plus(-1)).messages())
                        .startsWith(message);
            }
        });
    }

    @Test
    @DisplayName("T10 the durability reached is not better than the capabilities say")
    void durabilityIsAsPromised() {
        Appended appended = writer("w").append("news", Publication.of("x"));
        assertThat(appended)
                .isInstanceOfSatisfying(
                        Appended.Stored.class,
                        stored -> assertThat(stored.durability())
                                .isEqualTo(backend().capabilities().durability()));
    }

    static List<Long> upTo(long last) {
        List<Long> numbers = new ArrayList<>();
        for (long number = 1; number <= last; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private Append entry(String writer, long number, long confirmed, Publication publication) {
        return new Append("news", new AppendId(writer, number), confirmed, publication, KEEP_ALL, best());
    }
}
