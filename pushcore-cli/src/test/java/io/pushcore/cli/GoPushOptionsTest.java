package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ChannelRules;
import io.pushcore.Tuning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rules of the channels of go-push. */
class GoPushOptionsTest {
    private static final ChannelRules LOGGED = ChannelRules.keep(100);

    private static ChannelRules rules(String channel, String merge, String rooms) {
        Settings settings = Settings.of(
                Map.of(
                        Setting.GO_PUSH, List.of("7777:7799"),
                        Setting.GO_PUSH_MERGE, List.of(merge),
                        Setting.GO_PUSH_ROOMS, List.of(rooms)),
                Map.of());
        Tuning said = Tuning.defaults().channels("gopush.room.lobby", LOGGED);
        return GoPushOptions.of(settings).orElseThrow().in(said).rulesOf(channel);
    }

    @Test
    void roomsKeepNothingAndMergeUnlessTheFileSaysOtherwise() {
        for (String channel : List.of("gopush.all", "gopush.room.x", "gopush.room.a.b")) {
            ChannelRules rules = rules(channel, "100,1s", "gopush.room.");
            assertThat(rules.isLive()).as(channel).isTrue();
            assertThat(rules.mergeCount()).isEqualTo(100);
            assertThat(rules.mergeWithin()).isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(rules("gopush.room.lobby", "100,1s", "gopush.room.")).isEqualTo(LOGGED);
        assertThat(rules("news", "100,1s", "gopush.room.").isLive()).isFalse();
    }

    @Test
    void anotherPrefixHasTheRulesAndNoneHasNone() {
        assertThat(rules("chat.x", "7,20ms", "chat.").mergeCount()).isEqualTo(7);
        assertThat(rules("gopush.all", "7,20ms", "chat.").mergeCount()).isEqualTo(7);
        assertThat(rules("x", "7,20ms", "off").isLive()).isFalse();
        assertThat(rules("gopush.all", "7,20ms", "off").mergeCount()).isEqualTo(7);
    }

    @Test
    void nothingWaitsWhereThatIsSaid() {
        assertThat(rules("gopush.all", "0", "gopush.room.").mergeCount()).isZero();
        assertThat(rules("gopush.all", "100,0s", "gopush.room.").mergeWithin()).isZero();
    }
}
