package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.Head;
import io.pushcore.storage.Read;
import io.pushcore.storage.ReadResult;
import io.pushcore.storage.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random operations against a reference. */
abstract class ModelRules extends StorageRules {
    private static final int STEPS = 3_000;

    ModelRules() {}

    @Test
    @DisplayName("T70 any sequence of operations gives what a simple list gives; a failure names its seed")
    void anySequenceIsAsAList() {
        Run run = new Run(new Random(seed));
        int step = 0;
        try {
            for (; step < STEPS; step++) {
                run.step();
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("with -Dpushcore.seed=" + seed + " in step " + step, failure);
        }
    }

    /** The reference: all messages ever appended in this life of a channel. */
    private final class Reference {
        final String name;
        final Retention retention;
        final List<Message> all = new ArrayList<>();
        final Map<String, Message> keys = new HashMap<>();
        long trimmed;

        Reference(String name, Retention retention) {
            this.name = name;
            this.retention = retention;
        }

        boolean isRetained(Message message) {
            return message.offset() > Math.max(trimmed, all.size() - retention.count())
                    && (retention.age().isZero()
                            || message.time().plus(retention.age()).isAfter(time.now()));
        }

        boolean isVisible(Message message) {
            return isRetained(message) && !message.isExpiredAt(time.now());
        }

        /** Those after an offset through another one. */
        List<Message> between(long after, long through) {
            return all.subList((int) Math.min(after, through), (int) through);
        }

        List<Message> visible(long after, long through) {
            return between(after, through).stream().filter(this::isVisible).toList();
        }
    }

    /** The operations. */
    private final class Run {
        private final Random random;
        private final Writer writer = writer("w");
        private final List<Reference> channels = new ArrayList<>();
        private List<Append> lastBatch = List.of();
        private List<Appended> lastResults = List.of();

        Run(Random random) {
            this.random = random;
            for (int i = 0; i < 3; i++) {
                Duration age = i == 1 ? Duration.ofSeconds(30) : Duration.ZERO;
                channels.add(new Reference(
                        "channel" + i,
                        new Retention(i == 0 ? 1_000_000 : 40, Long.MAX_VALUE, age, Duration.ofDays(99), 1_000_000)));
            }
        }

        void step() {
            int place = random.nextInt(channels.size());
            Reference channel = channels.get(place);
            int dice = random.nextInt(100);
            if (dice < 45) {
                append(channel);
            } else if (dice < 50) {
                repeat();
            } else if (dice < 65) {
                readForward(channel);
            } else if (dice < 75) {
                readBackward(channel);
            } else if (dice < 85) {
                look(channel);
            } else if (dice < 96) {
                time.advance(Duration.ofMillis(random.nextInt(3_000)));
            } else if (dice < 97) {
                time.stepClock(Duration.ofMillis(random.nextInt(4_000)));
            } else if (dice < 99) {
                channel.trimmed = Math.max(channel.trimmed, random.nextInt(channel.all.size() + 1));
                await(log().trim(channel.name, channel.trimmed));
            } else {
                await(log().delete(channel.name));
                channels.set(place, new Reference(channel.name, channel.retention));
                lastBatch = List.of();
                lastResults = List.of();
            }
        }

        private void append(Reference channel) {
            writer.keep(channel.retention);
            List<Append> batch = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                Publication publication = Publication.of("m" + random.nextInt(3));
                if (random.nextInt(3) == 0) {
                    publication = publication.ttl(Duration.ofMillis(1 + random.nextInt(10_000)));
                }
                if (random.nextInt(4) == 0) {
                    publication = publication.idempotencyKey("k" + random.nextInt(50));
                }
                batch.add(writer.entry(channel.name, publication));
            }
            lastBatch = batch;
            lastResults = writer.append(batch);
            for (int i = 0; i < count; i++) {
                check(channel, batch.get(i).publication(), lastResults.get(i));
            }
        }

        private void check(Reference channel, Publication publication, Appended appended) {
            String key = publication.idempotencyKey();
            Message first = key.isEmpty() ? null : channel.keys.get(key);
            if (first != null && first.payload().equals(publication.payload())) {
                assertThat(appended)
                        .isInstanceOfSatisfying(
                                Appended.Repeated.class,
                                repeated ->
                                        assertThat(repeated.first().position()).isEqualTo(first.position()));
                return;
            }
            if (first != null) {
                assertThat(appended).isInstanceOf(Appended.Mismatched.class);
                return;
            }
            Message message = Writer.stored(appended);
            assertThat(message.offset()).isEqualTo(channel.all.size() + 1);
            assertThat(message.payload()).isEqualTo(publication.payload());
            if (!channel.all.isEmpty()) {
                assertThat(message.time())
                        .isAfter(channel.all.get(channel.all.size() - 1).time());
            }
            channel.all.add(message);
            if (!key.isEmpty()) {
                channel.keys.put(key, message);
            }
        }

        private void repeat() {
            List<Appended> again = await(log().append(lastBatch));
            assertThat(again)
                    .extracting(this::identity)
                    .isEqualTo(lastResults.stream().map(this::identity).toList());
        }

        /** What must be the same again; a message that is gone may come back as its repetition describes it. */
        private List<Object> identity(Appended appended) {
            if (appended instanceof Appended.Stored stored) {
                return List.of("stored", stored.message());
            }
            return appended instanceof Appended.Repeated repeated
                    ? List.of("repeated", repeated.first().position())
                    : List.of("mismatched");
        }

        private void readForward(Reference channel) {
            String epoch = head(channel.name).epoch();
            int last = channel.all.size();
            Position from = new Position(random.nextInt(20) == 0 ? "another" : epoch, random.nextInt(last + 2));
            int limit = 1 + random.nextInt(20);
            ReadResult result = await(log().read(Read.after(channel.name, from, limit, ALL_BYTES)));
            if (result instanceof ReadResult.Gone gone) {
                boolean known = from.epoch().equals(epoch) && from.offset() <= last;
                long after = known ? from.offset() : 0;
                List<Message> skipped = channel.between(after, gone.to().offset());
                assertThat(skipped).noneMatch(channel::isVisible);
                assertThat(!known || skipped.stream().anyMatch(message -> !channel.isRetained(message)))
                        .as("a reason for the gap")
                        .isTrue();
                return;
            }
            ReadResult.Found found = asFound(result);
            assertThat(from.epoch()).isEqualTo(epoch);
            long through = found.through().offset();
            assertThat(found.head()).isEqualTo(new Position(epoch, last));
            assertThat(found.messages())
                    .isEqualTo(channel.visible(from.offset(), through))
                    .hasSizeLessThanOrEqualTo(limit);
            assertThat(found.messages().size() == limit || through == last)
                    .as("a full page")
                    .isTrue();
            assertThat(channel.between(from.offset(), through))
                    .allMatch(message -> channel.isVisible(message) || message.isExpiredAt(time.now()));
        }

        private void readBackward(Reference channel) {
            String epoch = head(channel.name).epoch();
            Position from = new Position(epoch, random.nextInt(channel.all.size() + 2));
            int limit = 1 + random.nextInt(20);
            ReadResult.Found found = asFound(await(log().read(Read.before(channel.name, from, limit, ALL_BYTES))));
            List<Message> expected = new ArrayList<>(channel.visible(0, Math.max(0, from.offset() - 1)));
            Collections.reverse(expected);
            assertThat(found.messages()).isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
        }

        private void look(Reference channel) {
            Head head = head(channel.name);
            assertThat(head.last()).isEqualTo(channel.all.size());
            assertThat(channel.visible(0, head.first() - 1)).isEmpty();
            assertThat(keptTexts(channel.name))
                    .isEqualTo(channel.visible(0, channel.all.size()).stream()
                            .map(Message::text)
                            .toList());
            if (!channel.all.isEmpty() && backend().capabilities().timeSeek()) {
                Message any = channel.all.get(random.nextInt(channel.all.size()));
                Position at = await(log().positionAt(channel.name, any.time()));
                assertThat(channel.visible(0, at.offset()))
                        .allMatch(message -> !message.time().isAfter(any.time()));
                assertThat(channel.visible(at.offset(), channel.all.size()))
                        .allMatch(message -> message.time().isAfter(any.time()));
            }
        }
    }
}
