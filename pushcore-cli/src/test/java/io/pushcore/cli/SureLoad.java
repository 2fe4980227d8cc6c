package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Publishers with 1, 8 and 64 in flight and an inbox, which remember what they were told. */
final class SureLoad {
    private final Random random;
    private final List<SurePublisher> publishers = List.of(
            new SurePublisher("orders", "one", 1),
            new SurePublisher("orders", "eight", 8),
            new SurePublisher("bulk", "many", 64));
    private final List<SureLog> logs =
            List.of(new SureLog("orders", publishers.subList(0, 2)), new SureLog("bulk", publishers.subList(2, 3)));
    private final SureInbox inbox = new SureInbox("anna", "orders");
    private boolean follows;

    SureLoad(Random random) {
        this.random = random;
    }

    /** What was told until now is there. */
    void check(String port) throws IOException {
        for (SureLog log : logs) {
            log.check(port, random);
        }
    }

    /** Goes on until so many are acknowledged; then kills the broker. */
    void run(String port, MortalBroker broker, int count) throws IOException, InterruptedException {
        run(port, broker, count, () -> {});
    }

    /** The same, and does something when half of that is acknowledged. */
    void run(String port, MortalBroker broker, int count, Runnable atHalf) throws IOException, InterruptedException {
        if (!follows) {
            inbox.follow(port);
            follows = true;
        }
        CountDownLatch half = new CountDownLatch((count + 1) / 2);
        CountDownLatch enough = new CountDownLatch(count);
        Runnable told = () -> {
            half.countDown();
            enough.countDown();
        };
        CompletableFuture<?>[] all = new CompletableFuture<?>[publishers.size() + 1];
        for (int i = 0; i < publishers.size(); i++) {
            SurePublisher publisher = publishers.get(i);
            all[i] = CompletableFuture.runAsync(() -> publisher.publish(port, told), SureLoad::onItsOwn);
        }
        all[publishers.size()] = CompletableFuture.runAsync(() -> inbox.read(port, Long.MAX_VALUE), SureLoad::onItsOwn);
        assertThat(half.await(60, TimeUnit.SECONDS)).as("publishing goes on").isTrue();
        atHalf.run();
        assertThat(enough.await(60, TimeUnit.SECONDS)).as("publishing goes on").isTrue();
        broker.kill();
        CompletableFuture.allOf(all).join();
    }

    /** The inbox comes to the end of its channel, where something stands that it has not seen. */
    void readAll(String port) throws IOException {
        try (Wire wire = Wire.to(port)) {
            wire.say("pub orders 6\nlast-1\n");
            wire.answer("ok pub orders ");
        }
        check(port);
        long end = logs.get(0).messages();
        inbox.read(port, end);
        assertThat(inbox.acknowledgedOffset()).isEqualTo(end);
    }

    /** What was acknowledged before a clean end is shown no more. */
    void isRead(String port) throws IOException {
        inbox.isEmpty(port);
    }

    private static void onItsOwn(Runnable work) {
        new Thread(work).start();
    }

    @Override
    public String toString() {
        return logs.stream().mapToLong(SureLog::acknowledgements).sum() + " acknowledged, "
                + publishers.stream().mapToLong(SurePublisher::repeats).sum()
                + " of them published again after their answer was lost, "
                + logs.stream().mapToLong(SureLog::messages).sum() + " messages in the logs, "
                + inbox.seen() + " shown by the inbox for " + inbox.acknowledgedOffset() + " messages";
    }
}
