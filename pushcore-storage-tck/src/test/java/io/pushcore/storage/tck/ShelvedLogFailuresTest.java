package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.StorageException.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shelves that fail, and what is left on them. */
class ShelvedLogFailuresTest extends StorageRules {
    private final TestShelves shelves = new TestShelves();

    @Override
    protected StorageFixture newFixture() {
        return shelves;
    }

    @Test
    void whatAShelfRefusesIsAppendedOnceWhenItIsRepeated() {
        Writer writer = writer("w");
        writer.append("news", "1");
        List<Append> batch =
                List.of(writer.entry("other", Publication.of("a")), writer.entry("news", Publication.of("2")));
        shelves.refusedChannel = "news";
        shelves.refusal = new IllegalStateException("no answer");
        assertThat(faultOf(log().append(batch))).isEqualTo(Fault.RETRIABLE);
        assertThat(keptTexts("news")).containsExactly("1");
        shelves.refusal = null;
        assertThat(await(log().append(batch))).hasOnlyElementsOfType(Appended.Stored.class);
        assertThat(keptTexts("news")).containsExactly("1", "2");
        assertThat(keptTexts("other")).containsExactly("a");
    }

    @Test
    void anAppendThatItsWriterHasConfirmedIsNotAppendedAgain() {
        Writer writer = writer("w");
        Append first = writer.entry("news", Publication.of("1"));
        writer.append(List.of(first));
        writer.append("news", "2");
        assertThat(faultOf(log().append(List.of(first)))).isEqualTo(Fault.FENCED);
        assertThat(keptTexts("news")).containsExactly("1", "2");
    }

    @Test
    void theShelfOfAnIdleChannelIsCleared() {
        writer("w").keep(keepFor(Duration.ofMinutes(1))).appendCount("idle", 3);
        assertThat(shelves.messages("idle")).hasSize(3);
        time.advance(Duration.ofMinutes(2));
        head("another channel, so that the sweep has had its turn");
        assertThat(shelves.messages("idle")).isEmpty();
    }

    @Test
    void aChannelThatIsDeletedLeavesItsShelfEmpty() {
        writer("w").appendCount("news", 3);
        await(log().delete("news"));
        assertThat(shelves.messages("news")).isEmpty();
    }
}
