package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.ErrorCode;
import io.pushcore.Stats;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/operating.md} has all that an operator meets: each figure and each error code, with what to do. */
class OperatingPageTest {
    private static final Pattern NAME = Pattern.compile("`([A-Za-z0-9_]+)`");
    private static final Pattern METER = Pattern.compile("^pushcore_([a-z0-9_]+)", Pattern.MULTILINE);

    private final String page = read();

    /** The cells of the rows below this heading of a table. */
    private List<List<String>> table(String heading) {
        int begin = page.indexOf(heading);
        assertThat(begin).as(heading).isPositive();
        return page.substring(begin)
                .lines()
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("\\|", -1))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
    }

    private static Set<String> names(Pattern pattern, Stream<String> texts) {
        return texts.flatMap(text -> pattern.matcher(text).results())
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyMeterIsInTheTableOfFiguresAndNoOther() {
        PrometheusText prometheus = new PrometheusText();
        try (Broker broker = Broker.open()) {
            prometheus.of(broker);
            Set<String> labels = Set.of("transport", "command", "code", "error");
            Set<String> told = names(NAME, table("| `/stats`").stream().map(row -> row.get(1)));
            told.removeAll(labels);
            assertThat(told).isEqualTo(names(METER, Stream.of(prometheus.get())));
        }
    }

    @Test
    void everyFigureIsInTheTableOfFiguresAndNoOther() {
        Set<String> figures = Arrays.stream(Stats.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        figures.add("state");
        assertThat(names(NAME, table("| `/stats`").stream().map(row -> row.get(0))))
                .isEqualTo(figures);
    }

    @Test
    void everyFigureSaysWhenToAct() {
        assertThat(table("| `/stats`")).allSatisfy(row -> assertThat(row.get(3)).isNotEmpty());
    }

    @Test
    void everyErrorCodeIsInTheTableOfErrorsWithItsNumberAndWhatToDo() {
        Map<String, String> codes = new TreeMap<>();
        for (ErrorCode code : ErrorCode.values()) {
            codes.put("`" + code + "`", Integer.toString(code.number()));
        }
        Map<String, String> told = new TreeMap<>();
        for (List<String> row : table("| number | code |")) {
            told.put(row.get(1), row.get(0));
            assertThat(row.get(2) + row.get(3)).as(row.get(1)).isNotEmpty();
        }
        assertThat(told).isEqualTo(codes);
    }

    @Test
    void everyFileForOperatorsIsLinked() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "operations"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString).toList())
                    .hasSizeGreaterThan(4)
                    .allSatisfy(name -> assertThat(page).contains("(../operations/" + name + ")"));
        }
    }

    private static String read() {
        try {
            return Files.readString(Path.of("..", "docs", "operating.md"));
        } catch (IOException e) {
            throw new AssertionError("tests run in the module's directory", e);
        }
    }
}
