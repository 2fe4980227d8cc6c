package io.pushcore.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ManualTime;
import io.pushcore.storage.StorageContext;
import io.pushcore.storage.StorageException;
import io.pushcore.storage.StorageException.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What works of one group see of each other, and what becomes of the others where one fails. */
class CommitterTest {
    @TempDir
    Path temporary;

    private Database database;
    private Committer committer;
    private final List<String> states = new ArrayList<>();

    @BeforeEach
    void open() {
        database = new Database(Settings.of(temporary.resolve("storage")));
        database.open(new StorageContext("node", ManualTime.create(), Runnable::run, new Random(1)));
        committer = new Committer(database, List.of(new GroupState() {
            @Override
            public void finish(Batch batch) {
                states.add("finish");
            }

            @Override
            public void written() {
                states.add("written");
            }

            @Override
            public void dropped() {
                states.add("dropped");
            }
        }));
        committer.start();
    }

    @AfterEach
    void close() {
        committer.close().join();
    }

    @Test
    void aWorkSeesWhatWorksBeforeItHaveStaged() {
        CompletableFuture<List<String>> seen = inOneGroup(
                () -> committer.commit(9, false, batch -> put(batch, "a1", "x")),
                () -> committer.commit(9, false, batch -> put(batch, "b1", "other")),
                () -> committer.commit(9, false, batch -> put(batch, "a3", "z")),
                () -> committer.commit(9, false, batch -> {
                    batch.delete(Family.KEYS, bytes("a1"));
                    return put(batch, "a2", "y");
                }),
                () -> committer.commit(9, false, batch -> {
                    List<String> found = new ArrayList<>();
                    batch.scan(Family.KEYS, bytes("a"), bytes("a"), (key, value) -> found.add(text(key) + text(value)));
                    return found;
                }));
        assertThat(seen.join()).containsExactly("a2y", "a3z");
        // and now from the disk, mixed with what is staged
        assertThat(committer
                        .commit(9, false, batch -> {
                            put(batch, "a0", "w");
                            put(batch, "a3", "zz");
                            List<String> found = new ArrayList<>();
                            batch.scan(
                                    Family.KEYS,
                                    bytes("a"),
                                    bytes("a"),
                                    (key, value) -> found.add(text(key) + text(value)));
                            return found;
                        })
                        .join())
                .containsExactly("a0w", "a2y", "a3zz");
    }

    @Test
    void aWorkThatFailsHalfWayLeavesNothingAndHoldsUpNobody() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> failing = new CompletableFuture<>();
        CompletableFuture<String> refused = new CompletableFuture<>();
        CompletableFuture<String> last = inOneGroup(
                () -> forward(committer.commit(9, false, batch -> put(batch, "first", "1")), first),
                () -> forward(
                        committer.commit(9, false, batch -> {
                            put(batch, "failing", "1");
                            throw new IllegalStateException("on purpose");
                        }),
                        failing),
                () -> forward(
                        committer.commit(9, false, batch -> {
                            throw new StorageException(Fault.FENCED, "not you");
                        }),
                        refused),
                () -> committer.commit(9, false, batch -> put(batch, "last", "1")));
        assertThat(last.join()).isEqualTo("1");
        assertThat(first.join()).isEqualTo("1");
        assertThatThrownBy(failing::join).hasRootCauseMessage("on purpose");
        assertThatThrownBy(refused::join).hasRootCauseMessage("not you");
        assertThat(stored("first")).isEqualTo("1");
        assertThat(stored("failing")).isEmpty();
        assertThat(stored("last")).isEqualTo("1");
        assertThat(states).endsWith("dropped", "finish", "written");
    }

    private String stored(String key) {
        return database.read(view -> {
            byte[] value = view.get(Family.KEYS, bytes(key));
            return value == null ? "" : text(value);
        });
    }

    /** Holds the writer while these are submitted; gives what the last gives. */
    @SafeVarargs
    private <T> CompletableFuture<T> inOneGroup(Supplier<CompletableFuture<?>>... works) {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        committer.commit(9, false, batch -> {
            begun.countDown();
            await(go);
            return "";
        });
        await(begun);
        CompletableFuture<?> last = new CompletableFuture<>();
        for (Supplier<CompletableFuture<?>> work : works) {
            last = work.get();
        }
        go.countDown();
        @SuppressWarnings("unchecked")
        CompletableFuture<T> typed = (CompletableFuture<T>) last;
        return typed;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> CompletableFuture<T> forward(CompletableFuture<T> from, CompletableFuture<T> to) {
        return from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(failure);
            }
        });
    }

    private static String put(Batch batch, String key, String value) {
        batch.put(Family.KEYS, bytes(key), bytes(value));
        return value;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
