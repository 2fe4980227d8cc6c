package io.pushcore.peer.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.peer.Seal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Nodes on one engine, and waiting for what they are told. */
abstract class CarrierRules {
    static final Seal SEAL = Seal.of("a key of the cluster under test");
    private static final Duration STEP = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    CarrierFixture fixture;
    private final List<Node> nodes = new ArrayList<>();
    private ExecutorService blocking;

    /** A fixture on an engine without any nodes of these clusters. */
    protected abstract CarrierFixture newFixture() throws Exception;

    @BeforeEach
    final void start() throws Exception {
        blocking = Executors.newFixedThreadPool(4, work -> {
            Thread thread = new Thread(work, "tck-blocking");
            thread.setDaemon(true);
            return thread;
        });
        fixture = newFixture();
    }

    @AfterEach
    final void end() throws Exception {
        try {
            for (Node node : nodes) {
                await(node.carrier.close());
            }
        } finally {
            fixture.close();
            blocking.shutdownNow();
        }
    }

    final Node open(String name) {
        return open("one", name);
    }

    final Node open(String cluster, String name) {
        return open(cluster, name, SEAL);
    }

    final Node open(String cluster, String name, Seal seal) {
        Node node = closed(cluster, name);
        await(node.open(fixture.time(), blocking, seal));
        return node;
    }

    final Node closed(String cluster, String name) {
        Node node = new Node(name, fixture.newCarrier(cluster, name));
        nodes.add(node);
        return node;
    }

    final CompletionStage<Void> reopen(Node node) {
        return node.open(fixture.time(), blocking, SEAL);
    }

    /** Opens nodes and waits until each knows all. */
    final List<Node> openAll(String... names) {
        List<Node> opened = new ArrayList<>();
        for (String name : names) {
            opened.add(open(name));
        }
        eventually(
                "all know all",
                () -> opened.stream().allMatch(node -> node.carrier.members().size() == names.length - 1));
        return opened;
    }

    final void want(Node node, String... names) {
        for (String name : names) {
            await(node.carrier.interest(name, true));
        }
    }

    /** Waits until a hint of one node reaches another, so that what was hinted before would have come too. */
    final void fence(Node from, Node to) {
        String channel = "fence." + from.name + "." + to.name;
        want(to, channel);
        eventually("hints reach " + to.name, () -> from.carrier.isWanted(channel));
        String text = "fence " + fixture.time().nanoTime();
        from.hint(channel, text);
        eventually("the fence of " + to.name, () -> heard(to, text));
    }

    static boolean heard(Node node, String text) {
        return node.hints().stream().anyMatch(hint -> hint.text().equals(text));
    }

    final void pass(Duration time) {
        long end = fixture.time().nanoTime() + time.toNanos();
        while (fixture.time().nanoTime() - end < 0) {
            fixture.pass(STEP);
        }
    }

    final void eventually(String what, BooleanSupplier is) {
        within(PATIENCE, what, is);
    }

    final void within(Duration most, String what, BooleanSupplier is) {
        long end = fixture.time().nanoTime() + most.toNanos();
        while (!is.getAsBoolean()) {
            assertThat(fixture.time().nanoTime() - end).as("in time: " + what).isNegative();
            fixture.pass(STEP);
        }
    }

    final void await(CompletionStage<Void> stage) {
        CompletableFuture<Void> future = stage.toCompletableFuture();
        eventually("it completes", future::isDone);
        future.join();
    }

    final ErrorCode failureOf(CompletionStage<Void> stage) {
        CompletableFuture<Void> future = stage.toCompletableFuture();
        eventually("it ends", future::isDone);
        try {
            future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof PushCoreException known) {
                return known.code();
            }
            throw new AssertionError("no failure with a number", failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
        throw new AssertionError("it did not fail");
    }
}
