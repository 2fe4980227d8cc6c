package io.pushcore.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PublishWindowTest {
    private final PublishWindow window = new PublishWindow();

    @Test
    void itIsFullByNumber() {
        for (int i = 0; i < PublishWindow.MOST; i++) {
            assertThat(window.hasSpace(1)).isTrue();
            window.add(1);
        }
        assertThat(window.hasSpace(1)).isFalse();
        window.takeOff();
        assertThat(window.hasSpace(1)).isTrue();
    }

    @Test
    void itIsFullByBytes() {
        window.add((int) PublishWindow.MOST_BYTES);
        assertThat(window.hasSpace(1)).isFalse();
        window.takeOff();
        assertThat(window.hasSpace(1)).isTrue();
    }

    @Test
    void oneIsAllowedHoweverLarge() {
        assertThat(window.hasSpace(Integer.MAX_VALUE)).isTrue();
    }

    @Test
    void thereIsNoMoreToTakeOffThanWasAdded() {
        window.add(5);
        assertThat(window.takeOff()).isTrue();
        assertThat(window.takeOff()).isFalse();
    }

    @Test
    void whoWaitsGoesOnOnceHalfIsFree() throws Exception {
        for (int i = 0; i < PublishWindow.MOST; i++) {
            window.add(0);
        }
        CompletableFuture<Boolean> space = awaitSpace();
        for (int i = 0; i < PublishWindow.MOST / 2; i++) {
            assertThat(space).isNotDone();
            window.takeOff();
        }
        assertThat(space.get(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closingSendsHomeWhoWaits() throws Exception {
        window.add((int) PublishWindow.MOST_BYTES);
        CompletableFuture<Boolean> space = awaitSpace();
        window.close();
        assertThat(space.get(30, TimeUnit.SECONDS)).isFalse();
    }

    private CompletableFuture<Boolean> awaitSpace() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return window.awaitSpace();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }
}
