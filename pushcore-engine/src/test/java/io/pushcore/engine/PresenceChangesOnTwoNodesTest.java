package io.pushcore.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Authorizer;
import io.pushcore.Broker;
import io.pushcore.ChannelRules;
import io.pushcore.ManualTime;
import io.pushcore.memory.MemoryStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Who comes to a channel and leaves it at another node is told to those who note it")
@Timeout(60)
class PresenceChangesOnTwoNodesTest {
    private static final String KEY = "a key of this cluster";

    private final TestCarriers carriers = new TestCarriers();
    private final ManualTime time = ManualTime.create();
    private final MemoryStorage storage = MemoryStorage.shared();
    private final List<Broker> brokers = new ArrayList<>();

    @AfterEach
    void close() {
        brokers.forEach(broker -> broker.close(Duration.ofSeconds(2)));
    }

    private FakeListener node(String key) {
        FakeListener fake = new FakeListener();
        Broker.Builder builder = Broker.builder()
                .storage(storage)
                .peers(carriers.next())
                .transport(fake)
                .time(time)
                .authorizer(Authorizer.allowAll());
        if (!key.isEmpty()) {
            builder.clusterKey(key).channels("live", ChannelRules.live());
        }
        brokers.add(builder.build());
        return fake;
    }

    private static FakeConnection user(FakeListener node, String name, String... commands) {
        return node.connect().say("user " + name).say(commands);
    }

    private static void awaitChanges(FakeConnection client, String... changes) {
        Collector.soon(() -> assertThat(client.lines().stream().filter(line -> line.matches("(join|leave) .*")))
                .containsExactly(changes));
    }

    @Test
    void inTheirOrderAndOnce() {
        FakeListener one = node(KEY);
        FakeListener two = node(KEY);
        FakeConnection ann = user(one, "ann", "note room");
        awaitChanges(ann, "join room ann myself");
        FakeConnection bob = user(two, "bob", "sub room");
        awaitChanges(ann, "join room ann myself", "join room bob");
        FakeConnection cy = user(two, "cy", "note room");
        awaitChanges(cy, "join room cy myself");
        bob.hangUp();
        awaitChanges(cy, "join room cy myself", "leave room bob");
        awaitChanges(ann, "join room ann myself", "join room bob", "join room cy", "leave room bob");
        ann.hangUp();
        awaitChanges(cy, "join room cy myself", "leave room bob", "leave room ann");
    }

    @Test
    void ofChannelsThatKeepNothingToo() {
        FakeListener one = node(KEY);
        FakeListener two = node(KEY);
        FakeConnection ann = user(one, "ann", "note live");
        awaitChanges(ann, "join live ann myself");
        user(two, "bob", "sub live", "unsub live");
        awaitChanges(ann, "join live ann myself", "join live bob", "leave live bob");
    }

    @Test
    void nodesWhereNobodyNotesItHearNothingOfIt() {
        FakeListener one = node(KEY);
        FakeListener two = node(KEY);
        user(one, "ann", "sub room").awaitLineOf("subscribed");
        long before = brokers.get(0).stats().cluster().hintsReceived();
        user(two, "bob", "sub room").awaitLineOf("subscribed");
        user(two, "cy", "note room").awaitLineOf("join");
        assertThat(brokers.get(0).stats().cluster().hintsReceived()).isEqualTo(before);
    }

    @Test
    void withoutAKeyNobodyIsTold() {
        FakeListener one = node("");
        FakeListener two = node("");
        FakeConnection ann = user(one, "ann", "note room");
        awaitChanges(ann, "join room ann myself");
        user(two, "bob", "sub room").awaitLineOf("subscribed");
        user(one, "cy", "sub room").awaitLineOf("subscribed");
        awaitChanges(ann, "join room ann myself", "join room cy");
    }

    @Test
    void aNodeStopsToAskAWhileAfterTheLastHasLeft() {
        FakeListener one = node(KEY);
        FakeListener two = node(KEY);
        FakeConnection ann = user(one, "ann", "sub other", "note room");
        awaitChanges(ann, "join room ann myself");
        long wanted = brokers.get(0).stats().cluster().wished();
        ann.say("unsub room").awaitLine("unsubscribed true");
        Collector.soon(() -> {
            time.advance(Duration.ofSeconds(20));
            assertThat(brokers.get(0).stats().cluster().wished()).isLessThanOrEqualTo(wanted - 2);
        });
        user(two, "bob", "note room").awaitLineOf("join");
    }
}
