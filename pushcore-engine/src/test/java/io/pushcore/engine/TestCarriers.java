package io.pushcore.engine;

import io.pushcore.Pattern;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.CarrierContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiPredicate;

/** Carriers of brokers in one process: what is given to one is with the others at once, unless the test has it lost. */
final class TestCarriers {
    private final Map<String, One> open = new ConcurrentSkipListMap<>();
    /** By channel and bytes; what it says yes to is lost. */
    volatile BiPredicate<String, byte[]> losing = (channel, hint) -> false;

    volatile boolean dead;
    /** Whether everything comes twice. */
    volatile boolean repeating;

    int largestHint = 64 << 10;

    Carrier next() {
        return new One();
    }

    /** Says to all that something may have been missed. */
    void missed() {
        open.values().forEach(one -> one.inbound.missed());
    }

    private final class One implements Carrier {
        private final Set<String> wanted = ConcurrentHashMap.newKeySet();
        private volatile CarrierContext context;
        private volatile Inbound inbound;

        @Override
        public String name() {
            return "test";
        }

        @Override
        public CompletionStage<Void> open(CarrierContext newContext, Inbound newInbound) {
            context = newContext;
            inbound = newInbound;
            open.put(context.node(), this);
            open.values().forEach(one -> one.inbound.membersChanged());
            return done();
        }

        @Override
        public CompletionStage<Void> interest(String channelOrPattern, boolean on) {
            if (on) {
                wanted.add(channelOrPattern);
            } else {
                wanted.remove(channelOrPattern);
            }
            return done();
        }

        private boolean wants(String channel) {
            return wanted.contains(channel)
                    || wanted.stream().map(Pattern::of).anyMatch(one -> one.isWild() && one.matches(channel));
        }

        @Override
        public boolean isWanted(String channel) {
            return others().stream().anyMatch(one -> one.wants(channel));
        }

        private List<One> others() {
            return open.values().stream().filter(one -> one != this).toList();
        }

        @Override
        public void hint(String channel, byte[] hint) {
            if (hint.length > largestHint) {
                throw new IllegalArgumentException("a hint of " + hint.length + " bytes");
            }
            if (!dead && !losing.test(channel, hint)) {
                others().stream().filter(one -> one.wants(channel)).forEach(one -> {
                    one.heard(channel, hint, this);
                    if (repeating) {
                        one.heard(channel, hint, this);
                    }
                });
            }
        }

        private void heard(String channel, byte[] hint, One from) {
            byte[] sealed = from.context.seal().seal(hint);
            context.seal()
                    .open(sealed)
                    .ifPresentOrElse(
                            bytes -> inbound.hint(from.context.node(), channel, bytes),
                            () -> inbound.dropped(Drop.FORGED));
        }

        @Override
        public int largestHint() {
            return largestHint;
        }

        @Override
        public void control(String node, byte[] bytes) {
            if (!dead) {
                others().stream()
                        .filter(one -> node.isEmpty() || one.context.node().equals(node))
                        .forEach(one -> one.told(context.node(), bytes));
            }
        }

        private void told(String from, byte[] bytes) {
            inbound.control(from, bytes);
            if (repeating) {
                inbound.control(from, bytes);
            }
        }

        @Override
        public List<String> members() {
            return others().stream().map(one -> one.context.node()).toList();
        }

        @Override
        public CompletionStage<Void> probe() {
            return dead ? CompletableFuture.failedFuture(new IllegalStateException("dead")) : done();
        }

        @Override
        public CompletionStage<Void> close() {
            if (context != null) {
                open.remove(context.node());
                open.values().forEach(one -> one.inbound.membersChanged());
            }
            return done();
        }

        private CompletionStage<Void> done() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
