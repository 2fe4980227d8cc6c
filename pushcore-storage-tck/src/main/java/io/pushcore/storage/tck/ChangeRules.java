package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.storage.Changes;
import io.pushcore.storage.Head;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What {@code changedSince} promises. */
abstract class ChangeRules extends StorageRules {
    ChangeRules() {}

    @Test
    @DisplayName("T40 the empty token is before everything: every channel with messages is told, in pages")
    void theEmptyTokenTellsAll() {
        Writer writer = writer("w");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            names.add("channel" + i);
            writer.appendCount("channel" + i, 2);
        }
        Map<String, Head> told = new HashMap<>();
        follow("", 7, told);
        assertThat(told.keySet()).containsAll(names);
        assertThat(told.values()).allSatisfy(head -> assertThat(head.last()).isEqualTo(2));
    }

    @Test
    @DisplayName("T41 a channel that moved after the token is told, with its present head")
    void whatMovedIsTold() {
        Writer writer = writer("w");
        writer.append("a", "1");
        writer.append("b", "1");
        Map<String, Head> told = new HashMap<>();
        String token = follow("", 1, told);
        writer.append("a", "2");
        writer.append("a", "3");
        told.clear();
        token = follow(token, 10, told);
        assertThat(told).containsEntry("a", head("a"));
        writer.append("b", "2");
        told.clear();
        follow(token, 10, told);
        assertThat(told).containsEntry("b", head("b"));
        follow(token, 10, told);
        assertThat(told).containsEntry("b", head("b"));
    }

    @Test
    @DisplayName("T42 when nothing moves the answers become empty")
    void nothingMovedIsNothingTold() {
        writer("w").append("a", "1");
        String token = follow("", 10, new HashMap<>());
        Changes changes = await(log().changedSince(token, 10));
        assertThat(changes.heads()).isEmpty();
        assertThat(await(log().changedSince(changes.next(), 10)).heads()).isEmpty();
    }

    @Test
    @DisplayName("T43 nothing is missed while many append: who follows knows every head in the end")
    void nothingIsMissedUnderConcurrency() {
        int writers = 4;
        AtomicInteger writing = new AtomicInteger(writers);
        Map<Integer, Map<String, Head>> seen = Map.of(0, new HashMap<>(), 1, new HashMap<>());
        inThreads(writers + seen.size(), thread -> {
            if (thread < writers) {
                Random random = new Random(seed + thread);
                Writer writer = writer("w" + thread);
                for (int i = 0; i < 2_000; i++) {
                    writer.append("channel" + random.nextInt(20), "x");
                }
                writing.decrementAndGet();
                return;
            }
            Map<String, Head> told = seen.getOrDefault(thread - writers, Map.of());
            String token = "";
            while (writing.get() > 0) {
                token = follow(token, 3, told);
            }
            follow(token, 3, told);
        });
        for (Map<String, Head> told : seen.values()) {
            for (int i = 0; i < 20; i++) {
                assertThat(told).containsEntry("channel" + i, head("channel" + i));
            }
        }
    }

    @Test
    @DisplayName("T44 a token that is not understood, as one of another life, is taken as the empty one")
    void anUnknownTokenTellsAll() {
        writer("w").append("a", "1");
        for (String token : List.of("?", "0", "zzz:17", "\u00e4'")) {
            assertThat(await(log().changedSince(token, 10)).heads())
                    .extracting(Head::channel)
                    .contains("a");
        }
    }

    @Test
    @DisplayName("T45 the token of now tells what moves after it, and a storage of millions need not be told first")
    void theTokenOfNowTellsWhatMovesAfterIt() {
        Writer writer = writer("w");
        assertThat(await(log().changedSince(await(log().tokenOfNow()), 10)).heads())
                .isEmpty();
        writer.append("a", "1");
        String token = await(log().tokenOfNow());
        assertThat(await(log().changedSince(token, 10)).heads()).isEmpty();
        writer.append("b", "1");
        writer.append("a", "2");
        Map<String, Head> told = new HashMap<>();
        follow(token, 10, told);
        assertThat(told).containsEntry("a", head("a")).containsEntry("b", head("b"));
    }

    /** Asks until an answer is empty, writes down what was told, and gives the last token. */
    private String follow(String from, int limit, Map<String, Head> told) {
        String token = from;
        for (int page = 0; page < 10_000; page++) {
            Changes changes = await(log().changedSince(token, limit));
            assertThat(changes.heads().size()).isLessThanOrEqualTo(limit);
            changes.heads().forEach(head -> told.put(head.channel(), head));
            token = changes.next();
            if (changes.heads().isEmpty()) {
                return token;
            }
        }
        return token;
    }
}
