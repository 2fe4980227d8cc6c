package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.Message;
import io.pushcore.Publication;
import io.pushcore.Published;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("L1, L13: forty publishers")
@Timeout(60)
class ManyPublishersTest {
    private static final int PUBLISHERS = 40;
    private static final int EACH = 500;

    @Test
    void onFortyChannels() throws Exception {
        run(PUBLISHERS);
    }

    @Test
    void onOneChannel() throws Exception {
        run(1);
    }

    @Test
    void onThreeChannels() throws Exception {
        run(3);
    }

    private static void run(int channels) throws InterruptedException {
        try (Broker broker = Broker.builder()
                .channels(ChannelRules.keep(1_000_000).forAtMost(Duration.ZERO))
                .build()) {
            Map<String, Collector> readers = new HashMap<>();
            for (int c = 0; c < channels; c++) {
                Collector reader = new Collector();
                readers.put("c" + c, reader);
                broker.channel("c" + c).subscribe(reader).started().join();
            }
            // what each publish was told, by its text
            Map<String, CompletableFuture<Published>> told = new ConcurrentHashMap<>();
            List<Thread> publishers = new ArrayList<>();
            for (int p = 0; p < PUBLISHERS; p++) {
                int me = p;
                publishers.add(new Thread(() -> {
                    for (int i = 0; i < EACH; i += 2) {
                        String one = me + " " + i;
                        String two = me + " " + (i + 1);
                        var channel = broker.channel("c" + me % channels);
                        if (me % 4 == 0) {
                            CompletableFuture<List<Published>> both =
                                    channel.publishAll(List.of(Publication.of(one), Publication.of(two)));
                            told.put(one, both.thenApply(results -> results.get(0)));
                            told.put(two, both.thenApply(results -> results.get(1)));
                        } else {
                            told.put(one, channel.publish(one));
                            told.put(two, channel.publish(two));
                        }
                    }
                }));
            }
            publishers.forEach(Thread::start);
            for (Thread publisher : publishers) {
                publisher.join();
            }
            int seen = 0;
            for (Map.Entry<String, Collector> reader : readers.entrySet()) {
                int expected = (PUBLISHERS / channels
                                + (Integer.parseInt(reader.getKey().substring(1)) < PUBLISHERS % channels ? 1 : 0))
                        * EACH;
                reader.getValue().awaitEvents(expected);
                check(reader.getValue().messages(), told);
                seen += reader.getValue().count();
            }
            assertThat(seen).isEqualTo(PUBLISHERS * EACH);
            assertThat(broker.stats().published()).isEqualTo(PUBLISHERS * EACH);
        }
    }

    /** Offsets without a hole, times that rise, each publisher's order kept, each where its publisher was told. */
    private static void check(List<Message> messages, Map<String, CompletableFuture<Published>> told) {
        Map<String, Integer> last = new HashMap<>();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            assertThat(message.offset()).isEqualTo(i + 1);
            if (i > 0) {
                assertThat(message.time()).isAfter(messages.get(i - 1).time());
            }
            String[] parts = message.text().split(" ", 2);
            int number = Integer.parseInt(parts[1]);
            assertThat(number).isEqualTo(last.getOrDefault(parts[0], -1) + 1);
            last.put(parts[0], number);
            assertThat(told.get(message.text()).join().position()).isEqualTo(message.position());
        }
    }
}
