package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/scaling.md} cites what stands elsewhere, and its sums are right. */
class ScalingPageTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern MEASURED =
            Pattern.compile("\\| M[0-9]+ \\| `([^`]+)` \\| [^\\n]*\\| \\[[^]]*]\\(([^)#]+)[^)]*\\) \\|\\n");
    private static final double WRITES = 33_727 / 3.0;
    private static final double[] USERS = {1e6, 1e7, 1e8};
    private static final double[] NODES = {3, 21, 201};

    private final String page = text("scaling.md");

    private static String text(String name) {
        try {
            return Files.readString(DOCS.resolve(name));
        } catch (IOException e) {
            throw new AssertionError("tests run in the module's directory", e);
        }
    }

    private interface Sum {
        double of(double users, double nodes);
    }

    /** The cells of a row of the tables, by its number. */
    private List<String> row(int number) {
        String row = page.lines()
                .filter(line -> line.startsWith("| " + number + " |") && line.split("\\|", -1).length == 7)
                .findFirst()
                .orElseThrow();
        return Arrays.stream(row.split("\\|", -1))
                .skip(3)
                .limit(3)
                .map(String::strip)
                .toList();
    }

    private void holds(int number, String form, Sum sum) {
        for (int column = 0; column < USERS.length; column++) {
            String expected = String.format(Locale.ROOT, form, sum.of(USERS[column], NODES[column]));
            assertThat(row(number).get(column)).as("row " + number).matches(Pattern.quote(expected) + "( .*|:.*|)");
        }
    }

    private static double channels(double users, double nodes) {
        double share = 1 - Math.pow(1 - 0.1 / nodes, 50);
        return 0.4 * users * share + 0.1 * users / nodes;
    }

    @Test
    void everyFigureStandsOnThePageThatIsNamed() {
        Matcher row = MEASURED.matcher(page);
        int seen = 0;
        while (row.find()) {
            assertThat(text(row.group(2))).as(row.group(2)).contains(row.group(1));
            seen++;
        }
        assertThat(seen).isEqualTo(14);
    }

    @Test
    void theSumsAreRight() {
        holds(1, "%,.0f", (users, nodes) -> users / 10);
        holds(2, "%,.0f", (users, nodes) -> users / 10 / 50_000 + 1);
        holds(3, "%,.0f", (users, nodes) -> users * 20);
        holds(4, "%,.0f", (users, nodes) -> users * 20 / 86_400);
        holds(5, "%,.0f", (users, nodes) -> users * 100 / 86_400);
        holds(6, "%,.0f", (users, nodes) -> users * 500 / 86_400);
        holds(7, "%,.0f", (users, nodes) -> users * 500 / 86_400);
        holds(8, "%,.0f", (users, nodes) -> users * 600 / 86_400);
        holds(9, "%.1f", (users, nodes) -> users * 600 / 86_400 / WRITES);
        holds(10, "%.1f", (users, nodes) -> users * 100 / 86_400 / WRITES);
        holds(11, "%,.0f", (users, nodes) -> users * 500 / 86_400 / nodes);
        holds(13, "%,.0f", (users, nodes) -> users / 10 / nodes);
        holds(15, "%,.0f", ScalingPageTest::channels);
        holds(16, "%.2f", (users, nodes) -> users / 10 / nodes * 9_020 / 1e9);
        holds(17, "%.2f", (users, nodes) -> channels(users, nodes) * 2_510 / 1e9);
    }
}
