package io.pushcore.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.EventRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A file of lines that others write to, as a log that is taken in")
@Timeout(120)
class FileEventSourceTest {
    @TempDir
    Path directory;

    private Path file;
    private FileEventSource source;
    private final List<EventRecord> seen = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        if (source != null) {
            source.close();
        }
    }

    private void open() throws IOException {
        close();
        file = directory.resolve("events.log");
        source = FileEventSource.tail(file);
        seen.clear();
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void rename(String suffix) throws IOException {
        Files.move(file, directory.resolve("events.log" + suffix));
    }

    /** Reads until so many lines were seen; gives those that came. */
    private List<String> lines(int count) throws Exception {
        List<EventRecord> came = new ArrayList<>();
        while (came.size() < count) {
            came.addAll(source.poll(Duration.ofMillis(100)));
        }
        seen.addAll(came);
        return came.stream().map(one -> one.payload().text()).toList();
    }

    private void nothingComes() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(source.poll(Duration.ZERO)).isEmpty();
        }
    }

    /** Commits up to what was seen last. */
    private void commit() throws IOException {
        source.commit(List.of(seen.get(seen.size() - 1)));
    }

    private List<String> places() {
        return seen.stream().map(EventRecord::place).toList();
    }

    @Test
    void aLineCountsWhenItsNewlineIsThere() throws Exception {
        open();
        nothingComes();
        write("one\ntwo\r\n\n  \nthr");
        assertThat(lines(3)).containsExactly("one", "two", "  ");
        nothingComes();
        write("ee");
        nothingComes();
        write("\nüñ\n");
        assertThat(lines(2)).containsExactly("three", "üñ");
        assertThat(places())
                .containsExactly(
                        "events.log/1/0", "events.log/1/4", "events.log/1/10", "events.log/1/13", "events.log/1/19");
    }

    @Test
    void afterARestartItGoesOnBehindWhatWasCommitted() throws Exception {
        open();
        write("one\ntwo\nthree\n");
        assertThat(lines(3)).hasSize(3);
        source.commit(List.of(seen.get(1)));
        open();
        assertThat(lines(1)).containsExactly("three");
        assertThat(places()).containsExactly("events.log/1/8");
        commit();
        open();
        nothingComes();
        write("four\n");
        assertThat(lines(1)).containsExactly("four");
    }

    @Test
    void whatWasNotCommittedComesAgainUnderItsNames() throws Exception {
        open();
        write("one\ntwo\n");
        lines(2);
        List<String> first = places();
        open();
        assertThat(lines(2)).containsExactly("one", "two");
        assertThat(places()).isEqualTo(first);
    }

    @Test
    void aFileThatIsRenamedIsReadToItsEndBeforeItsSuccessor() throws Exception {
        open();
        write("one\n");
        assertThat(lines(1)).containsExactly("one");
        write("two\nwithout newline");
        rename(".1");
        assertThat(lines(1)).containsExactly("two");
        nothingComes();
        Files.createFile(file);
        nothingComes();
        Files.writeString(directory.resolve("events.log.1"), " but whole", StandardOpenOption.APPEND);
        write("three\n");
        assertThat(lines(2)).containsExactly("without newline but whole", "three");
        assertThat(places()).containsExactly("events.log/1/0", "events.log/1/4", "events.log/1/8", "events.log/2/0");
    }

    @Test
    void aFileThatWasRenamedWhileNobodyReadIsFound() throws Exception {
        open();
        write("one\ntwo\n");
        lines(2);
        source.commit(List.of(seen.get(0)));
        close();
        rename(".2");
        write("three\n");
        rename(".1");
        write("four\n");
        open();
        assertThat(lines(3)).containsExactly("two", "three", "four");
        assertThat(places()).containsExactly("events.log/1/4", "events.log/2/0", "events.log/3/0");
        List<String> first = places();
        open();
        lines(3);
        assertThat(places()).isEqualTo(first);
        commit();
        open();
        nothingComes();
    }

    @Test
    void aCopyThatSomebodyMadeIsNotRead() throws Exception {
        open();
        write("one\n");
        lines(1);
        Files.copy(file, directory.resolve("events.log.bak"));
        Files.copy(file, directory.resolve("events.log.1.gz"));
        rename(".1");
        write("two\n");
        assertThat(lines(1)).containsExactly("two");
        nothingComes();
    }

    @Test
    void aFileThatIsCutIsReadFromItsBeginning() throws Exception {
        open();
        write("one\ntwo\nhal");
        lines(2);
        commit();
        Files.writeString(file, "", StandardOpenOption.TRUNCATE_EXISTING);
        nothingComes();
        write("new\n");
        assertThat(lines(1)).containsExactly("new");
        assertThat(seen.get(2).place()).isEqualTo("events.log/2/0");
        commit();
        open();
        nothingComes();
    }

    @Test
    void aFileThatWasCutAndGrewWhileNobodyReadIsReadFromItsBeginning() throws Exception {
        open();
        write("one\ntwo\n");
        lines(2);
        commit();
        close();
        Files.writeString(file, "ten\neleven\ntwelve\n", StandardOpenOption.TRUNCATE_EXISTING);
        open();
        assertThat(lines(3)).containsExactly("ten", "eleven", "twelve");
        assertThat(places().get(0)).isEqualTo("events.log/2/0");
    }

    @Test
    void whereTheFileItStoodInIsGoneTheOneThatIsThereIsReadWhole() throws Exception {
        open();
        write("one\n");
        lines(1);
        commit();
        close();
        // another is there first, so that it is no file of the same number
        Files.writeString(directory.resolve("other"), "two\n");
        Files.delete(file);
        Files.move(directory.resolve("other"), file);
        open();
        assertThat(lines(1)).containsExactly("two");
        assertThat(places()).containsExactly("events.log/2/0");
    }

    @Test
    void aLineThatIsTooLongIsNotHeldAndSaysSo() throws Exception {
        open();
        source = source.longestLine(10);
        write("x".repeat(300_000) + "\nshort\n");
        assertThat(lines(2)).containsExactly("x".repeat(10), "short");
        assertThat(seen.get(0).length()).isEqualTo(300_000);
        assertThat(seen.get(1).length()).isEqualTo(5);
    }

    @Test
    void manyLinesComeInPartsAndEachOnce() throws Exception {
        open();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append(i).append('\n');
        }
        write(text.toString());
        List<String> came = new ArrayList<>();
        while (came.size() < 100_000) {
            List<EventRecord> some = source.poll(Duration.ofMillis(100));
            assertThat(some).hasSizeLessThanOrEqualTo(500);
            some.forEach(one -> came.add(one.payload().text()));
        }
        assertThat(String.join("\n", came) + "\n").isEqualTo(text.toString());
        nothingComes();
    }

    @Test
    void aFileOfPositionsThatIsNoneIsNotTakenForABeginning() throws Exception {
        open();
        write("one\n");
        Files.writeString(directory.resolve("events.log.position"), "something else\n");
        assertThatThrownBy(() -> source.poll(Duration.ZERO)).isInstanceOf(IOException.class);
    }

    @Test
    void thePositionCanStandElsewhereAndTheLogHaveAnotherName() throws Exception {
        open();
        Path position = directory.resolve("elsewhere");
        source = source.position(position).log("orders");
        write("one\n");
        lines(1);
        assertThat(places()).containsExactly("orders/1/0");
        commit();
        assertThat(position).exists();
        assertThat(directory.resolve("events.log.position")).doesNotExist();
    }
}
