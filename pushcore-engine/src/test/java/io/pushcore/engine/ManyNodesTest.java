package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.Published;
import io.pushcore.Start;
import io.pushcore.memory.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Brokers over one storage, with a carrier between them")
@Timeout(60)
class ManyNodesTest {
    private static final String KEY = "a key of this cluster";

    private final MemoryStorage storage = MemoryStorage.shared();
    private final TestCarriers carriers = new TestCarriers();
    private final List<Broker> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Broker::close);
    }

    private Broker node() {
        Broker node = Broker.builder()
                .storage(storage)
                .peers(carriers.next())
                .clusterKey(KEY)
                .build();
        nodes.add(node);
        return node;
    }

    private static List<String> heard(Channel channel, Start start) {
        List<String> heard = new CopyOnWriteArrayList<>();
        channel.subscribe(start, (Message message) -> heard.add(message.text()))
                .started()
                .join();
        return heard;
    }

    private static Published publish(Broker node, String channel, String text) {
        return node.channel(channel).publish(text).join();
    }

    @Test
    void whatIsPublishedOnOneNodeIsHeardOnTheOther() {
        Broker one = node();
        Broker two = node();
        List<String> heard = heard(two.channel("news"), Start.now());
        for (int i = 1; i <= 100; i++) {
            assertThat(publish(one, "news", "n" + i).position().offset()).isEqualTo(i);
        }
        List<String> all = IntStream.rangeClosed(1, 100).mapToObj(i -> "n" + i).toList();
        Collector.soon(() -> assertThat(heard).isEqualTo(all));
        assertThat(two.stats().gaps()).isZero();
        assertThat(two.stats().cluster().hintsReceived()).isPositive();
    }

    @Test
    @DisplayName("L13: readers of all nodes see one order, whoever publishes, and nothing twice")
    void readersOfAllNodesSeeOneOrder() {
        Broker one = node();
        Broker two = node();
        Broker three = node();
        List<List<String>> heard = nodes.stream()
                .map(node -> heard(node.channel("c"), Start.now()))
                .toList();
        List<CompletableFuture<Published>> published = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            published.add(one.channel("c").publish("one " + i));
            published.add(two.channel("c").publish("two " + i));
        }
        published.forEach(CompletableFuture::join);
        Collector.soon(
                () -> assertThat(heard).allSatisfy(each -> assertThat(each).hasSize(4_000)));
        assertThat(heard.get(1)).isEqualTo(heard.get(0));
        assertThat(heard.get(2)).isEqualTo(heard.get(0));
        assertThat(heard.get(0)).doesNotHaveDuplicates();
        assertThat(three.stats().gaps()).isZero();
    }

    @Test
    @DisplayName("C2: a reader gets what every hint about was lost")
    void aReaderGetsWhatEveryHintAboutWasLost() {
        Broker one = node();
        Broker two = node();
        List<String> heard = heard(two.channel("news"), Start.now());
        carriers.losing = (channel, hint) -> true;
        publish(one, "news", "lost");
        Collector.soon(() -> assertThat(heard).containsExactly("lost"));
        carriers.losing = (channel, hint) -> false;
        publish(one, "news", "told");
        Collector.soon(() -> assertThat(heard).containsExactly("lost", "told"));
    }

    @Test
    void aHoleInTheHintsIsReadFromTheLog() {
        Broker one = node();
        Broker two = node();
        List<String> heard = heard(two.channel("news"), Start.now());
        carriers.losing = (channel, hint) -> true;
        publish(one, "news", "lost");
        publish(one, "news", "lost too");
        carriers.losing = (channel, hint) -> false;
        publish(one, "news", "told");
        Collector.soon(() -> assertThat(heard).containsExactly("lost", "lost too", "told"));
        assertThat(two.stats().cluster().fetched()).isPositive();
    }

    @Test
    void aMessageLargerThanAHintIsReadFromTheLog() {
        carriers.largestHint = 1_024;
        Broker one = node();
        Broker two = node();
        List<String> heard = heard(two.channel("news"), Start.now());
        publish(one, "news", "x".repeat(10_000));
        Collector.soon(() -> assertThat(heard).containsExactly("x".repeat(10_000)));
    }

    @Test
    @DisplayName("R1: a reader on another node starts at the head there is, and at no older one it has heard of")
    void aReaderStartsAtTheHeadThereIs() {
        Broker one = node();
        Broker two = node();
        publish(two, "news", "n1");
        publish(one, "news", "n2");
        publish(one, "news", "n3");
        List<String> heard = new CopyOnWriteArrayList<>();
        Position start = two.channel("news")
                .subscribe(Start.now(), (Message message) -> heard.add(message.text()))
                .started()
                .join();
        assertThat(start.offset()).isEqualTo(3);
        publish(one, "news", "n4");
        Collector.soon(() -> assertThat(heard).containsExactly("n4"));
    }

    @Test
    void aPatternHearsOfAChannelThatIsUsedOnlyElsewhereFromItsFirstMessage() {
        Broker one = node();
        Broker two = node();
        List<String> heard = new CopyOnWriteArrayList<>();
        two.subscribe("chat.*", (Message message) -> heard.add(message.channel() + " " + message.text()));
        publish(one, "chat.a", "first");
        publish(one, "chat.a", "second");
        publish(one, "other", "not this");
        Collector.soon(() -> assertThat(heard).containsExactly("chat.a first", "chat.a second"));
    }

    @Test
    @DisplayName("I7: what is followed elsewhere is shown here, and what is pushed elsewhere")
    void whatIsFollowedElsewhereIsShownHere() {
        Broker one = node();
        Broker two = node();
        List<String> shown = new CopyOnWriteArrayList<>();
        two.inbox("anna")
                .open()
                .join()
                .read(delivery -> shown.add(delivery.message().text()));
        one.push("anna", Publication.of("hello")).join();
        Collector.soon(() -> assertThat(shown).containsExactly("hello"));
        publish(one, "news", "before");
        one.channel("news").follow("anna").join();
        publish(one, "news", "after");
        Collector.soon(() -> assertThat(shown).containsExactly("hello", "after"));
    }

    @Test
    void aChannelDeletedElsewhereBeginsAnewHere() {
        Broker one = node();
        Broker two = node();
        List<String> heard = heard(two.channel("news"), Start.now());
        publish(one, "news", "old");
        Collector.soon(() -> assertThat(heard).containsExactly("old"));
        one.channel("news").delete().join();
        publish(one, "news", "new");
        Collector.soon(() -> assertThat(heard).containsExactly("old", "new"));
    }

    @Test
    @DisplayName("C2: who reads where a channel was deleted gets what another node writes, though no hint comes")
    void whoReadsWhereAChannelWasDeletedReadsOn() {
        Broker one = node();
        Broker two = node();
        Collector heard = new Collector();
        one.channel("news").subscribe(Start.now(), heard).started().join();
        publish(one, "news", "old");
        Collector.soon(() -> assertThat(heard.texts()).containsExactly("old"));
        carriers.losing = (channel, hint) -> true;
        one.channel("news").delete().join();
        Collector.soon(() -> assertThat(heard.gaps()).hasSize(1));
        publish(two, "news", "new");
        Collector.soon(() -> assertThat(heard.texts()).containsExactly("old", "new"));
    }
}
