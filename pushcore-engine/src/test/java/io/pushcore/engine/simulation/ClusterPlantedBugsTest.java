package io.pushcore.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation of clusters turns red when nodes or their storage have a bug. */
class ClusterPlantedBugsTest {
    private static final int SEEDS = 2_000;
    private static final Path MEMORY = Path.of("../pushcore-memory/src/main/java/io/pushcore/memory");
    private static final String NOTHING = "java.util.concurrent.CompletableFuture.<Void>completedFuture(null)";

    static Stream<Mutant> bugs() {
        return Stream.of(
                Mutant.of("nobody says what it wants, and nobody looks", "cluster/Wishes")
                        .replacing(
                                "if (wanted.put(channelOrPattern, footing.time().nanoTime()) == null) {",
                                "if (false) {")
                        .and("cluster/Healing")
                        .replacing(
                                "if (!stopped) {\n            underWay = true;",
                                "if (false) {\n            underWay = true;"),
                Mutant.of("nobody looks what has moved", "cluster/Healing")
                        .replacing(
                                "if (!stopped) {\n            underWay = true;",
                                "if (false) {\n            underWay = true;"),
                Mutant.of("a hint is delivered wherever its reader stands", "ForeignAppends")
                        .replacing(
                                "        if (message.offset() == window.head() + 1) {\n            channel.kept().append",
                                "        if (message.offset() != window.head()) {\n            channel.kept().append"),
                Mutant.of("what waits behind a hole outlives its epoch", "KeptWindow")
                        .replacing("if (!epoch.equals(window.epoch)) {", "if (false) {"),
                Mutant.of("who sleeps where a channel was deleted is not woken", "ForeignAppends")
                        .replacing(
                                "            // where the head was forgotten readers may stand before it\n"
                                        + "            channel.wakeAll();",
                                ""),
                Mutant.of("the first reader does not ask for the head anew", "ChannelState")
                        .replacing("(!elsewhere.appends() || headIsFresh || !audience.isEmpty())", "true"),
                Mutant.of("a note of a takeover is never left", "TakeoverNotes")
                        .replacing("leases.put(key, note, TTL)", NOTHING),
                Mutant.of("a storage records whatever the fence", MEMORY, "MemoryInbox")
                        .replacing("node.isEmpty() || fence != checkpoint.fence()", "node.isEmpty()"),
                Mutant.of("nobody minds that it was fenced", "inbox/Openings")
                        .replacing(
                                "    void fenced(OpenInbox inbox) {",
                                "    void fenced(OpenInbox inbox) { if (true) return;"),
                Mutant.of("a follow is told to nobody, and nobody asks", "inbox/Inboxes")
                        .replacing("        ground.followsChanged(owner);", "")
                        .and("inbox/FollowVersions")
                        .replacing("if (!stopped && ground.isShared()) {", "if (false) {"),
                Mutant.of("an order is not written", "cluster/Cluster")
                        .replacing("footing.publishOrder(new Order(footing.node(), id, name, body).bytes())", NOTHING),
                Mutant.of("a question is answered as often as it comes", "cluster/Cluster")
                        .replacing(" && heard.add(node, ask.id())", ""),
                Mutant.of("a lease that begins anew looks like the one before", "session/NodeLease")
                        .replacing("        life.incrementAndGet();\n", "        life.compareAndSet(0, 1);\n"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aBugOfTheClusterIsFound(Mutant mutant, @TempDir Path directory) throws Exception {
        LongFunction<String> run = mutant.load(directory, ClusterSimulationRun.class);
        for (long seed = 1; seed <= SEEDS; seed++) {
            String violated = run.apply(seed);
            if (!violated.isEmpty()) {
                System.out.printf("%s: seed %d: %.200s%n", mutant, seed, violated);
                return;
            }
        }
        assertThat(mutant).as("not found in " + SEEDS + " seeds").isNull();
    }
}
