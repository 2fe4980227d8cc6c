package io.pushcore.netty;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ChannelRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Forty publishers over sockets of their own: all readers see the same order, in which nobody's messages are lost, repeated or swapped. */
@DisplayName("L1, L13, R1: order over sockets")
@Timeout(600)
@ExtendWith(LeakWatch.class)
final class ManyPublishersIT {
    private static final int PUBLISHERS = 40;
    private static final int READERS = 3;
    /** Less than the broker holds of answers nobody reads. */
    private static final int PIPELINED = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch underWay = new CountDownLatch(PUBLISHERS);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void fortyPublishersOnOneChannel() throws Exception {
        check(publisher -> "news", 1_000);
    }

    @Test
    void fortyPublishersOnFortyChannels() throws Exception {
        check(publisher -> "news." + publisher, 1_000);
    }

    @Test
    @Tag("full")
    void fortyPublishersOfManyMessagesOnOneChannel() throws Exception {
        check(publisher -> "news", 10_000);
    }

    @Test
    @Tag("full")
    void fortyPublishersOfManyMessagesOnFortyChannels() throws Exception {
        check(publisher -> "news." + publisher, 10_000);
    }

    private void check(IntFunction<String> channelOf, int each) throws Exception {
        int all = PUBLISHERS * each;
        List<String> channels =
                IntStream.range(0, PUBLISHERS).mapToObj(channelOf).distinct().toList();
        try (LineBroker broker = LineBroker.open(builder -> builder.channels(ChannelRules.keep(all)))) {
            List<Future<Map<String, List<String>>>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                LineClient reader = broker.modern();
                subscribe(reader, channels, "");
                readers.add(threads.submit(() -> read(reader, all)));
            }
            List<Future<List<Integer>>> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int publisher = i;
                LineClient client = broker.modern();
                publishers.add(threads.submit(() -> publish(client, channelOf.apply(publisher), publisher, each)));
            }
            underWay.await();
            LineClient late = broker.modern();
            readers.add(threads.submit(() -> {
                subscribe(late, channels, " since 0");
                return read(late, all);
            }));

            Map<String, List<String>> order = readers.get(0).get(5, MINUTES);
            assertThat(order).containsOnlyKeys(channels);
            order.values().forEach(ManyPublishersIT::assertThatNobodysAreLostRepeatedOrSwapped);
            for (Future<Map<String, List<String>>> reader : readers) {
                assertThat(reader.get(5, MINUTES).equals(order))
                        .as("all see the same order")
                        .isTrue();
            }
            for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
                List<String> seen = order.get(channelOf.apply(publisher));
                List<Integer> answered = publishers.get(publisher).get(5, MINUTES);
                for (int number = 1; number <= each; number++) {
                    assertThat(seen.get(answered.get(number - 1) - 1)).isEqualTo(publisher + ":" + number);
                }
            }
        }
    }

    /** Each publisher's numbers are 1, 2, 3 … up to the last of them. */
    private static void assertThatNobodysAreLostRepeatedOrSwapped(List<String> order) {
        Map<String, Integer> last = new HashMap<>();
        for (String message : order) {
            int colon = message.indexOf(':');
            int number = Integer.parseInt(message.substring(colon + 1));
            Integer before = last.put(message.substring(0, colon), number);
            assertThat(number).as(message).isEqualTo(before == null ? 1 : before + 1);
        }
        assertThat(last.values()).as("the last of each publisher").containsOnly(order.size() / last.size());
    }

    /** Publishes {@code PUBLISHER:NUMBER} from 1 on and gives the offsets that were answered. */
    private List<Integer> publish(LineClient client, String channel, int publisher, int count) throws IOException {
        List<Integer> offsets = new ArrayList<>();
        for (int number = 1; number <= count; ) {
            StringBuilder commands = new StringBuilder();
            int through = Math.min(count, number + PIPELINED - 1);
            for (; number <= through; number++) {
                String text = publisher + ":" + number;
                commands.append("pub " + channel + " " + text.length() + "\n" + text + "\n");
            }
            client.say(commands.toString());
            while (offsets.size() < through) {
                String answer = client.line();
                assertThat(answer).startsWith("ok pub " + channel + " ");
                offsets.add(Integer.parseInt(answer.substring(answer.lastIndexOf(':') + 1)));
            }
            underWay.countDown();
        }
        return offsets;
    }

    private static void subscribe(LineClient reader, List<String> channels, String since) throws IOException {
        for (String channel : channels) {
            reader.say("sub " + channel + since + "\n");
        }
        // what was kept comes between the answers: they are skipped as they come
        if (since.isEmpty()) {
            for (String channel : channels) {
                assertThat(reader.line()).startsWith("ok sub " + channel + " ");
            }
        }
    }

    /** So many messages by channel; then nothing more is on its way. */
    private static Map<String, List<String>> read(LineClient reader, int count) throws IOException {
        Map<String, List<String>> seen = new HashMap<>();
        for (int left = count; left > 0; ) {
            String line = reader.line();
            if (line.startsWith("ok sub ")) {
                continue;
            }
            String[] words = line.split(" ");
            assertThat(words[0]).as(line).isEqualTo("msg");
            List<String> order = seen.computeIfAbsent(words[1], channel -> new ArrayList<>());
            order.add(reader.payload(line));
            assertThat(words[2]).as(line).endsWith(":" + order.size());
            left--;
        }
        assertThat(reader.say("ping\n").line()).isEqualTo("pong");
        return seen;
    }
}
