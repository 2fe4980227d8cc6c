package io.pushcore.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InterestIndexTest {
    private static final List<String> PARTS = List.of("a", "b", "c", "*", "@u", "$s", "*x");

    @Test
    void itSaysWhatPatternSaysWhateverWasAddedAndRemoved() {
        long seed = Long.getLong("pushcore.seed", System.nanoTime());
        Random random = new Random(seed);
        InterestIndex<String> index = new InterestIndex<>();
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (int step = 0; step < 4_000; step++) {
            String who = "n" + random.nextInt(3);
            String name = name(random, true);
            if (random.nextInt(3) > 0) {
                index.add(name, who);
                wanted.computeIfAbsent(name, key -> new TreeSet<>()).add(who);
            } else {
                index.remove(name, who);
                wanted.getOrDefault(name, new TreeSet<>()).remove(who);
            }
            String channel = name(random, false);
            Set<String> expected = new TreeSet<>();
            wanted.forEach((each, whos) -> {
                if (Pattern.of(each).matches(channel)) {
                    expected.addAll(whos);
                }
            });
            List<String> found = new ArrayList<>();
            index.collect(channel, found);
            assertThat(new TreeSet<>(found)).as("seed " + seed + ", " + channel).isEqualTo(expected);
            assertThat(index.isWanted(channel))
                    .as("seed " + seed + ", " + channel)
                    .isEqualTo(!expected.isEmpty());
        }
        wanted.forEach((name, whos) -> whos.forEach(who -> index.remove(name, who)));
        assertThat(index.hasPatterns()).isFalse();
        assertThat(index.isWanted("a")).isFalse();
    }

    private static String name(Random random, boolean wild) {
        StringBuilder name = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            String part = PARTS.get(random.nextInt(PARTS.size()));
            name.append(i == 0 ? "" : ".").append(part.equals("*") && !wild ? "d" : part);
        }
        return wild && random.nextInt(4) == 0 ? name + ".>" : name.toString();
    }
}
