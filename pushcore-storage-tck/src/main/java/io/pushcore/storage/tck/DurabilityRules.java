package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Durability;
import io.pushcore.Message;
import io.pushcore.Position;
import io.pushcore.Publication;
import io.pushcore.storage.Append;
import io.pushcore.storage.Appended;
import io.pushcore.storage.ReadResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What messages survive, by what their channel asks for. */
abstract class DurabilityRules extends StorageRules {
    DurabilityRules() {}

    @Test
    @DisplayName("T68 every durability up to the best is reached, and the one that was reached is said")
    void everyDurabilityIsReached() {
        List<Append> together = new ArrayList<>();
        for (Durability wanted : upToBest()) {
            Writer writer = writer("w" + wanted).reach(wanted);
            assertReached(writer.append("a" + wanted, Publication.of("alone")), wanted);
            Publication keyed = Publication.of("keyed").idempotencyKey("k");
            assertReached(writer.append("a" + wanted, keyed), wanted);
            assertReached(writer.append("a" + wanted, keyed), wanted);
            Append entry = writer.entry("b" + wanted, Publication.of("together"));
            together.add(entry);
            assertReached(await(log().append(List.of(entry))).get(0), wanted);
        }
        List<Appended> again = await(log().append(together));
        for (int i = 0; i < again.size(); i++) {
            assertReached(again.get(i), together.get(i).durability());
        }
        for (Durability wanted : upToBest()) {
            assertThat(keptTexts("a" + wanted)).containsExactly("alone", "keyed");
            assertThat(keptTexts("b" + wanted)).containsExactly("together");
        }
    }

    @Test
    @DisplayName(
            "T69 the end of the process takes nothing that was acknowledged as OS or better, and names nothing twice")
    void theEndOfTheProcessTakesWhatIsInMemory() {
        List<Message> before = appendOfEach();
        crash();
        open();
        assertThatIsKept(before, Durability.OS);
    }

    @Test
    @DisplayName("T71 a loss of power takes nothing that was acknowledged as DISK or better, and names nothing twice")
    void aLossOfPowerTakesWhatIsNotSynced() {
        List<Message> before = appendOfEach();
        only(cutPower(), "T71", "the fixture cannot cut the power");
        open();
        assertThatIsKept(before, Durability.DISK);
    }

    /** Channels that ask for something else, in turns; each is named for what it asks. */
    private List<Message> appendOfEach() {
        List<Message> all = new ArrayList<>();
        Writer writer = writer("w");
        for (int round = 0; round < 8; round++) {
            for (Durability wanted : upToBest()) {
                all.add(writer.reach(wanted).append(wanted.name(), "before"));
            }
        }
        Durability weakest = Durability.MEMORY;
        for (int round = 0; round < 8; round++) {
            all.add(writer.reach(weakest).append(weakest.name(), "before"));
        }
        return all;
    }

    private void assertThatIsKept(List<Message> before, Durability survivor) {
        for (Durability wanted : upToBest()) {
            String channel = wanted.name();
            List<Message> mine = before.stream()
                    .filter(message -> message.channel().equals(channel))
                    .toList();
            List<Message> kept = kept(channel);
            assertThat(kept).as("the beginning of " + channel).isEqualTo(mine.subList(0, kept.size()));
            if (wanted.compareTo(survivor) >= 0) {
                assertThat(kept).isEqualTo(mine);
            }
            List<Message> lost = mine.subList(kept.size(), mine.size());
            Writer writer = writer("after " + channel);
            for (int i = 0; i <= lost.size(); i++) {
                Position given = writer.append(channel, "after").position();
                assertThat(mine).extracting(Message::position).doesNotContain(given);
            }
            for (Message message : lost) {
                assertThat(read(channel, message.position())).isInstanceOf(ReadResult.Gone.class);
            }
        }
    }

    private List<Durability> upToBest() {
        return Arrays.stream(Durability.values())
                .filter(each -> each.compareTo(best()) <= 0)
                .toList();
    }

    private void assertReached(Appended appended, Durability wanted) {
        Durability reached = appended instanceof Appended.Repeated repeated
                ? repeated.durability()
                : ((Appended.Stored) appended).durability();
        assertThat(reached).isBetween(wanted, best());
    }
}
