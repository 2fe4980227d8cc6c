package io.pushcore.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of attacks, ports and tests, held against the tests that there are. */
class SecurityPageTest {
    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:IT|Test))(?:\\.(\\w+))?`");

    private final Map<String, String> tests = new TreeMap<>();

    SecurityPageTest() {
        for (Path source : Checkout.testSources()) {
            tests.put(
                    source.getFileName().toString().replaceFirst("\\.java$", ""),
                    Checkout.text(source).replaceAll("\\s+", " "));
        }
    }

    @Test
    void everyTestThatIsNamedExists() {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        Matcher named = NAMED.matcher(Checkout.text(Checkout.path("docs/security.md")));
        while (named.find()) {
            seen++;
            if (!exists(named.group(1), named.group(2))) {
                wrong.add(named.group());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(150);
    }

    @Test
    void everyCellNamesATestOrSaysWhyThereIsNone() {
        assertComplete("| class | line |", 8);
        assertComplete("| class | go-push |", 6);
    }

    private static void assertComplete(String head, int columns) {
        List<String> wrong = new ArrayList<>();
        List<String> rows = rows(head);
        for (String row : rows) {
            String[] cells = row.substring(2, row.length() - 2).split(" \\| ", -1);
            assertThat(cells).as(row).hasSize(columns);
            for (int port = 1; port < cells.length; port++) {
                boolean reasoned = cells[port].startsWith("– ") && cells[port].length() > 5;
                if (!reasoned && !NAMED.matcher(cells[port]).find()) {
                    wrong.add(cells[0] + ": " + cells[port]);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(rows).hasSizeGreaterThan(25);
    }

    @Test
    void whatIsNotThereIsFound() {
        assertThat(exists("SecurityPageTest", "whatIsNotThereIsFound")).isTrue();
        assertThat(exists("SecurityPageTest", "whatWasRenamed")).isFalse();
        assertThat(exists("Checkout", "path")).isFalse();
    }

    /** Whether this is a test class, and the member a test or a nested class of it. */
    private boolean exists(String type, String member) {
        String text = tests.getOrDefault(type, "");
        // right behind an annotation of a test, or what one has in parentheses
        Pattern test =
                Pattern.compile("(@Test|@EnumSource|@FuzzTest|\\)) void " + (member == null ? "\\w+" : member) + "\\(");
        boolean isNested = member != null && text.contains("@Nested") && text.contains(" class " + member + " {");
        return isNested || test.matcher(text).find();
    }

    /** The rows of the table that begins so, without its head. */
    private static List<String> rows(String head) {
        List<String> rows = new ArrayList<>();
        boolean within = false;
        for (String line :
                Checkout.text(Checkout.path("docs/security.md")).lines().toList()) {
            if (line.startsWith(head)) {
                within = true;
            } else if (!line.startsWith("|")) {
                within = false;
            } else if (within && !line.startsWith("|---")) {
                rows.add(line);
            }
        }
        return rows;
    }
}
