package io.pushcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PublicationTest {
    private static final Publication PLAIN = Publication.of("hello");

    @Test
    void eachMethodGivesAChangedCopy() {
        Publication all = PLAIN.key("k")
                .ttl(Duration.ofSeconds(5))
                .idempotencyKey("i")
                .header("a", "1")
                .header("b", "2")
                .header("a", "3")
                .sender("ann");
        assertThat(all.key()).isEqualTo("k");
        assertThat(all.ttl()).hasSeconds(5);
        assertThat(all.idempotencyKey()).isEqualTo("i");
        assertThat(all.headers()).containsOnlyKeys("a", "b").containsEntry("a", "3");
        assertThat(all.sender()).isEqualTo("ann");
        assertThat(PLAIN).isEqualTo(Publication.of("hello"));
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertThat(PLAIN.key("k".repeat(255)).key()).hasSize(255);
        refused("key", () -> PLAIN.key("k".repeat(256)));
        refused("idempotency key", () -> PLAIN.idempotencyKey("k".repeat(256)));
        refused("header name", () -> PLAIN.header("n".repeat(256), ""));
        assertThat(PLAIN.header("n", "v".repeat(4096)).headers()).hasSize(1);
        refused("header value", () -> PLAIN.header("n", "v".repeat(4097)));
        refused("ttl", () -> PLAIN.ttl(Duration.ofNanos(-1)));
        Publication full = PLAIN;
        for (int i = 0; i < Publication.MAX_HEADERS; i++) {
            full = full.header("h" + i, "");
        }
        Publication sixteen = full;
        refused("headers", () -> sixteen.header("one more", ""));
    }

    @Test
    void aKeyIsCountedInBytes() {
        refused("key", () -> PLAIN.key("é".repeat(128)));
        refused("idempotency key", () -> PLAIN.idempotencyKey("日".repeat(86)));
        assertThat(PLAIN.key("日".repeat(85)).key()).hasSize(85);
    }

    private static void refused(String what, ThrowingCallable asked) {
        assertThatExceptionOfType(PushCoreException.class)
                .isThrownBy(asked)
                .withMessageStartingWith(what + " must not be ")
                .satisfies(wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.BAD_REQUEST));
    }
}
