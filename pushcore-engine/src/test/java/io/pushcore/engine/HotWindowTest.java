package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Message;
import io.pushcore.Payload;
import io.pushcore.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HotWindowTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itIsASortedMapThatForgetsTheOldest(long seed) {
        Random random = new Random(seed);
        long begin = random.nextInt(1_000);
        HotWindow window = new HotWindow("e", begin, 0);
        TreeMap<Long, Message> model = new TreeMap<>();
        long head = begin;
        for (int step = 0; step < 5_000; step++) {
            int kind = random.nextInt(100);
            if (kind < 80) {
                Message message = message(++head, random.nextInt(300));
                assertThat(window.append(message)).isEqualTo(HotWindow.sizeOf(message));
                model.put(head, message);
            } else if (kind < 97) {
                long most = random.nextInt(200_000);
                long predicted = window.trimmedThrough(most);
                long before = sizeOf(model);
                while (model.size() > 1 && sizeOf(model) > most) {
                    model.pollFirstEntry();
                }
                assertThat(window.trim(most)).isEqualTo(before - sizeOf(model));
                if (!model.isEmpty()) {
                    // the newest stays as long as nothing newer comes
                    assertThat(window.first()).isEqualTo(Math.min(predicted, head - 1) + 1);
                }
            } else {
                assertThat(window.clear()).isEqualTo(sizeOf(model));
                model.clear();
            }
            assertThat(window.head()).isEqualTo(head);
            assertThat(window.bytes()).isEqualTo(sizeOf(model));
            assertThat(window.first()).isEqualTo(model.isEmpty() ? head + 1 : model.firstKey());
            long probe = Math.max(1, head - random.nextInt(2_000));
            assertThat(window.get(probe)).isSameAs(model.get(probe));
            assertThat(window.reaches(window.first() - 1)).isTrue();
            assertThat(window.reaches(window.first() - 2)).isFalse();
        }
    }

    @Test
    void whatIsSkippedIsNotThereAndTheNextIs() {
        HotWindow window = new HotWindow("e", 254, 0);
        for (int i = 0; i < 5; i++) {
            window.skip();
        }
        assertThat(window.head()).isEqualTo(259);
        assertThat(window.get(259)).isNull();
        window.append(message(260, 1));
        assertThat(window.get(260)).isNotNull();
        assertThat(window.first()).isEqualTo(260);
    }

    @Test
    void readersSeeTheRightMessageOrNoneWhileOneWrites() throws Exception {
        HotWindow window = new HotWindow("e", 0, 0);
        int count = 300_000;
        AtomicReference<String> wrong = new AtomicReference<>();
        List<Thread> readers = new ArrayList<>();
        for (int r = 0; r < 2; r++) {
            readers.add(new Thread(() -> {
                long index = 0;
                while (index < count && wrong.get() == null) {
                    long head = window.head();
                    if (index == head) {
                        Thread.onSpinWait();
                        continue;
                    }
                    Message message = window.get(index + 1);
                    if (message == null) {
                        // only what was trimmed may be missing
                        long first = window.first();
                        if (index + 1 >= first) {
                            wrong.set("missing " + (index + 1) + " of " + first + ".." + head);
                        }
                        index = first - 1;
                    } else {
                        if (message.offset() != index + 1) {
                            wrong.set("at " + (index + 1) + " stood " + message.offset());
                        }
                        index++;
                    }
                }
            }));
        }
        readers.forEach(Thread::start);
        for (long i = 1; i <= count; i++) {
            window.append(message(i, 0));
            if (i % 7 == 0) {
                window.trim(100_000);
            }
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(wrong.get()).isNull();
    }

    private static long sizeOf(TreeMap<Long, Message> model) {
        return model.values().stream().mapToLong(HotWindow::sizeOf).sum();
    }

    static Message message(long offset, int bytes) {
        return new Message(
                "news",
                new Position("e", offset),
                Instant.EPOCH,
                Payload.of(new byte[bytes]),
                "",
                Map.of(),
                "",
                Instant.MAX);
    }
}
