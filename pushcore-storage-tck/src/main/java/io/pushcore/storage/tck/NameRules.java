package io.pushcore.storage.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** That a name is bytes and nothing else. */
abstract class NameRules extends StorageRules {
    static final List<String> ODD = List.of(
            "a",
            "A",
            "\u00e4",
            "a\u0308",
            "\u00df",
            "ss",
            "@ann",
            "$control",
            "#room#a,b",
            "..",
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "C:",
            "con",
            "nul.txt",
            "a.b",
            ".a",
            "a.",
            "a:1",
            "'; drop table messages; --",
            "\"quoted\"",
            "%",
            "%41",
            "a%",
            "a_",
            "_",
            "a*",
            "{}",
            "\ud83d\ude00",
            "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "\uffff",
            "\ue000",
            "x".repeat(255),
            "x".repeat(254),
            "x".repeat(254) + "y",
            "\ud83d\ude00".repeat(63) + "abc",
            "0",
            "00",
            "null");

    NameRules() {}

    @Test
    @DisplayName("T50 names are told apart by their bytes: reserved, odd, path-like, 255 bytes long")
    void oddNamesAreApart() {
        Writer writer = writer("w");
        for (String name : ODD) {
            writer.append(name, "1 " + name);
        }
        for (String name : ODD) {
            writer.append(name, "2 " + name);
        }
        for (String name : ODD) {
            assertThat(keptTexts(name)).as(name).containsExactly("1 " + name, "2 " + name);
        }
        assertThat(await(log().heads(ODD))).extracting(head -> head.channel()).isEqualTo(ODD);
        assertThat(await(log().changedSince("", 1_000)).heads())
                .extracting(head -> head.channel())
                .containsAll(ODD);
        await(log().delete("a"));
        await(log().trim("\u00e4", 1));
        assertThat(await(log().heads(ODD)))
                .extracting(head -> head.last())
                .isEqualTo(IntStream.range(0, ODD.size())
                        .mapToObj(i -> i == 0 ? 0L : 2L)
                        .toList());
        assertThat(keptTexts("a\u0308")).hasSize(2);
    }
}
