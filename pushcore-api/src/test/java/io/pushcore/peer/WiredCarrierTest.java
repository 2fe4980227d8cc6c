package io.pushcore.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ManualTime;
import io.pushcore.PushCoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** One node, and others whose frames are written by the test. */
class WiredCarrierTest {
    private final ManualTime time = ManualTime.create();
    private final Recorded wire = new Recorded();
    private final Noted noted = new Noted();
    private final Carrier carrier = WiredCarrier.over(wire);

    @Test
    void whatIsGivenInOneTurnLeavesInOneFrame() throws Garbled {
        open();
        hear("other", Frame.beat(Entry.Sum.NONE, false), changes(0, "news"));
        time.advance(Duration.ofMillis(1));
        wire.sent.clear();
        for (int i = 0; i < 10; i++) {
            carrier.hint("news", new byte[] {(byte) i});
        }
        time.advance(Duration.ofMillis(1));
        assertThat(wire.sent).hasSize(1);
        assertThat(wire.sent.get(0).to).isEqualTo("other");
        assertThat(wire.sent.get(0).read().entries()).hasSize(10);
    }

    @Test
    void aWireThatTakesNothingHoldsBoundedBytesAndTheOthersAreToldOfTheLoss() throws Garbled {
        open();
        hear("other", Frame.beat(Entry.Sum.NONE, false), changes(0, "news"));
        time.advance(Duration.ofMillis(1));
        wire.takes = false;
        byte[] hint = new byte[1 << 16];
        for (int i = 0; i < 1_000; i++) {
            carrier.hint("news", hint);
        }
        time.advance(Duration.ofMillis(10));
        wire.sent.clear();
        wire.takeAll();
        time.advance(Duration.ofMillis(10));
        long bytes = wire.sent.stream().mapToLong(sent -> sent.frame.length).sum();
        assertThat(bytes).isBetween(Outbox.MAX_WAITING / 2, Outbox.MAX_WAITING + (1 << 20));
        wire.sent.clear();
        time.advance(Duration.ofMillis(1_100));
        List<Entry> said = new ArrayList<>();
        for (Sent sent : wire.sent) {
            said.addAll(sent.read().entries());
        }
        assertThat(said).contains(new Entry.Lost());
        hear("other", Frame.lost());
        assertThat(noted.missed).isPositive();
    }

    @Test
    void aWireThatNeverAnswersIsGivenAnotherTryAfterSomeSeconds() {
        open();
        hear("other", Frame.beat(Entry.Sum.NONE, false), changes(0, "news"));
        wire.takes = false;
        for (int i = 0; i < 100; i++) {
            carrier.hint("news", new byte[1 << 16]);
        }
        time.advance(Duration.ofSeconds(2));
        wire.sent.clear();
        time.advance(Duration.ofSeconds(6));
        assertThat(wire.sent).isNotEmpty();
    }

    @Test
    void whoWantsMoreThanIsRememberedGetsAllHints() {
        open();
        hear("greedy", Frame.beat(Entry.Sum.NONE, false));
        assertThat(carrier.isWanted("some.channel")).isFalse();
        long version = 0;
        while (version <= InterestLimits.PATTERNS) {
            List<Entry.Change> some = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                some.add(new Entry.Change("p" + (version + i) + ".*", true));
            }
            hear("greedy", Frame.changes(version, some));
            version += some.size();
        }
        assertThat(carrier.isWanted("some.channel")).isTrue();
    }

    @Test
    void aNodeOfWhichOnlyTheBeatIsKnownGetsAllHintsAndIsAsked() throws Garbled {
        open();
        hear("other", Frame.beat(new Entry.Sum(7, 2, 1234), false));
        assertThat(carrier.isWanted("any")).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(entriesTo("other")).contains(new Entry.Ask(0, true));
        hear("other", Frame.listing(7, 0, true, List.of("a", "b")));
        assertThat(carrier.isWanted("any")).isFalse();
        assertThat(carrier.isWanted("a")).isTrue();
        // the hash is another than that of these names
        hear("other", Frame.beat(new Entry.Sum(7, 2, 1234), false));
        assertThat(carrier.isWanted("any")).isTrue();
    }

    @Test
    void whoKnewNothingOfThisNodeTellsItThatItMissedSomething() {
        open();
        carrier.interest("mine", true);
        hear("other", Frame.beat(Entry.Sum.NONE, false));
        hear("other", Frame.ask(0, false));
        assertThat(noted.missed).isZero();
        hear("other", Frame.ask(0, true));
        assertThat(noted.missed).isEqualTo(1);
    }

    @Test
    void nodesBeyondTheirNumberAreNotListenedTo() {
        open();
        for (int i = 0; i < InterestLimits.NODES + 10; i++) {
            hear("n" + i, Frame.beat(Entry.Sum.NONE, false));
        }
        assertThat(carrier.members()).hasSize(InterestLimits.NODES);
    }

    @Test
    void whatStandsBehindAGoodbyeLeavesNothing() {
        open();
        hear("other", Frame.beat(Entry.Sum.NONE, false));
        hear("other", Frame.goodbye(), changes(0, "news"));
        assertThat(carrier.members()).isEmpty();
        assertThat(carrier.isWanted("news")).isFalse();
        hear("other", Frame.beat(Entry.Sum.NONE, false));
        assertThat(carrier.members()).as("it said goodbye").isEmpty();
    }

    @Test
    void aHintForWhatIsNoChannelIsDropped() {
        open();
        carrier.interest("chat.>", true);
        hear("other", Frame.hint("chat.a b", new byte[1]));
        assertThat(noted.drops).containsExactly(Carrier.Drop.GARBLED);
        assertThat(noted.hints).isEmpty();
        hear("other", Frame.hint("chat.ab", new byte[1]));
        assertThat(noted.hints).containsExactly("chat.ab");
    }

    @Test
    void aFrameAboveTheLargestIsDropped() {
        open();
        wire.reception.frame(new byte[wire.largestFrame() + 1]);
        assertThat(noted.drops).containsExactly(Carrier.Drop.GARBLED);
    }

    @Test
    void aWireOfTooSmallFramesIsRefused() {
        Wire small = new Recorded() {
            @Override
            public int largestFrame() {
                return 1_000;
            }
        };
        assertThatThrownBy(() -> WiredCarrier.over(small))
                .isInstanceOf(PushCoreException.class)
                .hasMessageContaining("1000");
    }

    private void open() {
        carrier.open(new CarrierContext("self", time, Runnable::run, Seal.none()), noted);
        time.advance(Duration.ofMillis(1));
    }

    private static byte[] changes(long from, String name) {
        return Frame.changes(from, List.of(new Entry.Change(name, true)));
    }

    private void hear(String node, byte[]... entries) {
        FrameWriter frame = Frame.begin(node, 1, 1);
        for (byte[] entry : entries) {
            frame.raw(entry);
        }
        wire.reception.frame(frame.toBytes());
    }

    private List<Entry> entriesTo(String node) throws Garbled {
        List<Entry> all = new ArrayList<>();
        for (Sent sent : wire.sent) {
            if (sent.to.equals(node)) {
                all.addAll(sent.read().entries());
            }
        }
        return all;
    }

    private static final class Sent {
        final String to;
        final byte[] frame;

        Sent(String to, byte[] frame) {
            this.to = to;
            this.frame = frame;
        }

        Frame read() throws Garbled {
            return Frame.read(frame);
        }
    }

    private static class Recorded implements Wire {
        final List<Sent> sent = new ArrayList<>();
        final List<CompletableFuture<Void>> untaken = new ArrayList<>();
        boolean takes = true;
        Reception reception;

        void takeAll() {
            takes = true;
            new ArrayList<>(untaken).forEach(one -> one.complete(null));
        }

        @Override
        public String name() {
            return "recorded";
        }

        @Override
        public int largestFrame() {
            return 1 << 20;
        }

        @Override
        public CompletionStage<Void> open(CarrierContext context, Reception to) {
            reception = to;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> send(String node, byte[] frame) {
            sent.add(new Sent(node, frame));
            CompletableFuture<Void> done = new CompletableFuture<>();
            if (takes) {
                done.complete(null);
            } else {
                untaken.add(done);
            }
            return done;
        }

        @Override
        public CompletionStage<Void> close() {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static final class Noted implements Carrier.Inbound {
        final List<String> hints = new ArrayList<>();
        final List<Carrier.Drop> drops = new ArrayList<>();
        int missed;

        @Override
        public void hint(String node, String channel, byte[] hint) {
            hints.add(channel);
        }

        @Override
        public void control(String node, byte[] bytes) {}

        @Override
        public void membersChanged() {}

        @Override
        public void missed() {
            missed++;
        }

        @Override
        public void dropped(Carrier.Drop why) {
            drops.add(why);
        }
    }
}
