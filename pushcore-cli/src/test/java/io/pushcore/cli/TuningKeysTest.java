package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pushcore.ChannelRules;
import io.pushcore.Durability;
import io.pushcore.Limit;
import io.pushcore.Pattern;
import io.pushcore.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules and limits in the configuration file. */
class TuningKeysTest {
    @TempDir
    Path directory;

    @Test
    void theExampleOnThePageIsReadInItsOrder() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "command.md"));
        int begin = page.indexOf("```properties\n") + 14;
        Tuning tuning = tuning(page.substring(begin, page.indexOf("```", begin)));
        assertThat(tuning.rules().keySet())
                .containsExactly(Pattern.of("chat.*"), Pattern.of("prices.>"), Pattern.of("typing.*"));
        ChannelRules chat = tuning.rulesOf("chat.a");
        assertThat(chat.keepCount()).isEqualTo(500);
        assertThat(chat.keepFor()).isEqualTo(Duration.ofDays(30));
        assertThat(chat.publishesPerSecond()).isEqualTo(20);
        assertThat(chat.lagWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(chat.lag()).isEqualTo(ChannelRules.Lag.WAIT);
        ChannelRules prices = tuning.rulesOf("prices.a.b");
        assertThat(prices.isLatestOnly()).isTrue();
        assertThat(prices.mergeCount()).isEqualTo(100);
        assertThat(prices.mergeWithin()).isEqualTo(Duration.ofMillis(50));
        assertThat(prices.keepCount()).isEqualTo(1_000);
        assertThat(tuning.rulesOf("typing.a").isLive()).isTrue();
        assertThat(tuning.rulesOf("news").isLive()).isFalse();
        assertThat(tuning.limit(Limit.CONNECTIONS)).isEqualTo(20_000);
        assertThat(tuning.limit(Limit.COMMANDS_PER_SECOND_PER_USER)).isEqualTo(50);
        assertThat(tuning.limit(Limit.IN_FLIGHT_BYTES)).isEqualTo(128L << 20);
        assertThat(tuning.limit(Limit.SUBSCRIPTIONS)).isEqualTo(Limit.OFF);
    }

    @Test
    void everyKeyOfAPatternIsOnThePageAndChangesItsRule() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "command.md"));
        for (RuleKey key : RuleKey.values()) {
            assertThat(page).contains("\n| `" + key.word() + "` | ");
        }
        ChannelRules rules = tuning("""
                        channels.a\\:b.keep = 1_000_000
                        channels.a\\:b.keep-bytes = 3MiB
                        channels.a\\:b.max-payload = 1KiB
                        channels.a\\:b.ttl = 10m
                        channels.a\\:b.when-readers-lag = gap
                        channels.a\\:b.durability = disk
                        channels.a\\:b.idempotency = 10 for 1h
                        channels.a\\:b.latest-only = false
                        channels.a\\:b.live = false
                        channels.a\\:b.publishes-per-second = off
                        """).rulesOf("a:b");
        assertThat(rules.keepCount()).isEqualTo(1_000_000);
        assertThat(rules.keepBytes()).isEqualTo(3 << 20);
        assertThat(rules.maxPayloadBytes()).isEqualTo(1 << 10);
        assertThat(rules.ttl()).isEqualTo(Duration.ofMinutes(10));
        assertThat(rules.lag()).isEqualTo(ChannelRules.Lag.GAP);
        assertThat(rules.durability()).contains(Durability.DISK);
        assertThat(rules.idempotencyCount()).isEqualTo(10);
        assertThat(rules.idempotencyFor()).isEqualTo(Duration.ofHours(1));
        assertThat(rules.isLive()).isFalse();
        assertThat(rules.publishesPerSecond()).isZero();
    }

    @Test
    void rulesOfPatternsChangeThoseOfAllChannels() throws IOException {
        ChannelRules rules =
                tuning("channels.a.keep-for=5m\nkeep=7\nmax-payload=3KiB\n").rulesOf("a");
        assertThat(rules.keepCount()).isEqualTo(7);
        assertThat(rules.maxPayloadBytes()).isEqualTo(3 << 10);
        assertThat(rules.keepFor()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void everyLimitHasItsKey() throws IOException {
        for (Limit limit : Limit.values()) {
            assertThat(tuning("limit." + limit + " = 77").limit(limit)).isEqualTo(77);
            assertThat(tuning("limit." + limit + " = off").limit(limit)).isEqualTo(Limit.OFF);
        }
    }

    @Test
    void whatIsWrongIsNamedWithFileLineAndKey() {
        wrong("# one\n\nlimit.conections = 5", "unknown key in FILE, line 3: limit.conections");
        wrong("channels.a.kep = 5", "unknown key in FILE, line 1: channels.a.kep");
        wrong("channels.keep = 5", "unknown key in FILE, line 1: channels.keep");
        wrong("keep = 1\nchannels.a.keep = many", "FILE, line 2: channels.a.keep must be a whole number: many");
        wrong("channels.a.keep-for = soon", "FILE, line 1: channels.a.keep-for must be a duration such as 30d: soon");
        wrong("channels.a.max-payload = off", "FILE, line 1: channels.a.max-payload must be a size up to 1GiB: off");
        wrong("channels.a.max-payload = 2GiB", "FILE, line 1: channels.a.max-payload must be a size up to 1GiB: 2GiB");
        wrong("channels.a.live = yes", "FILE, line 1: channels.a.live must be true or false: yes");
        wrong("channels.a.merge = 5", "FILE, line 1: channels.a.merge must be like 100 within 50ms: 5");
        wrong(
                "channels.a.durability = best",
                "FILE, line 1: channels.a.durability must be memory, os, disk or" + " replicated: best");
        wrong(
                "channels.a.publishes-per-second = 0",
                "FILE, line 1: channels.a.publishes-per-second must be a whole number from 1 on, or off: 0");
        wrong(
                "channels.a.>.b.keep = 1",
                "FILE, line 1: channels.a.>.b.keep: > must be the last part of a pattern: a.>.b");
        for (String value : List.of("0", "-1", "5x", "1e3", "", "5MiB", "9999999999999999999")) {
            wrong(
                    "limit.connections = " + value,
                    "FILE, line 1: limit.connections must be a whole number from 1 on or off: " + value);
        }
        wrong(
                "limit.tapeBytes = 64kb",
                "FILE, line 1: limit.tapeBytes must be a whole number from 1 on, which B, KiB, MiB or GiB may follow, or"
                        + " off: 64kb");
    }

    @Test
    void aKeyThatStandsThereTwiceIsAnError() {
        wrong(
                "channels.a.*.keep = 1\nchannels.b.keep = 1\nchannels.a.*.keep = 2",
                "FILE, line 3: channels.a.*.keep stands there already: FILE, line 1");
        wrong("keep = 1\nkeep: 1", "FILE, line 2: keep stands there already: FILE, line 1");
    }

    @Test
    void linesThatGoOnAreOneEntryAndCommentsNeverDo() throws IOException {
        Tuning tuning = tuning("# keep \\\nlimit.connect\\\n   ions \\\n  = 5\nlimit.channels = 7");
        assertThat(tuning.limit(Limit.CONNECTIONS)).isEqualTo(5);
        assertThat(tuning.limit(Limit.CHANNELS)).isEqualTo(7);
        wrong("limit.connect\\\n   ions = 5\n\nlimit.no = 5", "unknown key in FILE, line 4: limit.no");
    }

    private void wrong(String text, String sentence) {
        Path file = directory.resolve("pushcore.properties");
        assertThatThrownBy(() -> tuning(text))
                .as(text)
                .isInstanceOf(CommandFailed.class)
                .hasMessage(sentence.replace("FILE", file.toString()));
    }

    private Tuning tuning(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("pushcore.properties"), text);
        return ServeOptions.of(Settings.of(Map.of(Setting.CONFIG, List.of(file.toString())), Map.of()))
                .tuning();
    }
}
