package io.pushcore.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.ErrorCode;
import io.pushcore.Limit;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Floods of one connection in pushd's forms of the line protocol: each command is answered, in its place, and others are served. */
@Timeout(120)
@ExtendWith(LeakWatch.class)
final class RatesOnLinesIT {
    private static final int RATE = 100;
    private static final int FLOOD = 400;

    /** How commands and answers look; without what stands around them. */
    private enum Form {
        PLAIN {
            @Override
            LineClient connect(LineBroker broker) throws IOException {
                return broker.plain();
            }

            @Override
            LineClient say(LineClient client, String command) throws IOException {
                return client.say(command + '\n');
            }

            @Override
            String answer(LineClient client) throws IOException {
                String frame = client.plain();
                return frame.substring(1, frame.length() - 1).strip();
            }
        },
        FRAMED {
            @Override
            LineClient connect(LineBroker broker) throws IOException {
                return broker.framed();
            }

            @Override
            LineClient say(LineClient client, String command) throws IOException {
                return client.sayFramed(command);
            }

            @Override
            String answer(LineClient client) throws IOException {
                return client.framed().strip();
            }
        };

        abstract LineClient connect(LineBroker broker) throws IOException;

        abstract LineClient say(LineClient client, String command) throws IOException;

        abstract String answer(LineClient client) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void commandsAboveTheRateAreRefusedOneByOneAndTheirSenderIsHeldUp(Form form) throws Exception {
        try (LineBroker broker =
                LineBroker.open(builder -> builder.limit(Limit.COMMANDS_PER_SECOND_PER_CONNECTION, RATE))) {
            long began = System.nanoTime();
            LineClient flooding = form.connect(broker);
            CompletableFuture<Void> flood = Background.run(() -> {
                for (int i = 0; i < FLOOD; i++) {
                    form.say(flooding, "pub news " + i);
                }
            });
            LineClient neighbour = form.connect(broker);
            for (int i = 0; i < RATE / 2; i++) {
                assertThat(form.answer(form.say(neighbour, "ping"))).isEqualTo("pong");
            }
            int taken = 0;
            for (int i = 0; i < FLOOD; i++) {
                String answer = form.answer(flooding);
                if (answer.equals("PUBLISHED")) {
                    taken++;
                } else {
                    assertThat(answer)
                            .matches("no more than 100 commandsPerSecondPerConnection; try again in \\d+ m?s");
                }
            }
            flood.join();
            double seconds = (System.nanoTime() - began) / 1e9;
            assertThat(seconds).as("as many refusals as commands in a second").isGreaterThan(0.9);
            assertThat(taken).isBetween(RATE, (int) (RATE * (seconds + 1)) + 1);
            assertThat(broker.broker().stats().published()).isEqualTo(taken);
            assertThat(broker.broker().stats().errors().get(ErrorCode.LIMIT_REACHED))
                    .isEqualTo(FLOOD - taken);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesAboveTheRateAreServedLaterAndNoneIsLost(Form form) throws Exception {
        try (LineBroker broker =
                LineBroker.open(builder -> builder.limit(Limit.BYTES_PER_SECOND_PER_CONNECTION, 65_536))) {
            long began = System.nanoTime();
            LineClient flooding = form.connect(broker);
            String command = "pub news " + "x".repeat(65_000);
            CompletableFuture<Void> flood = Background.run(() -> {
                for (int i = 0; i < 3; i++) {
                    form.say(flooding, command);
                }
            });
            assertThat(form.answer(form.say(form.connect(broker), "ping"))).isEqualTo("pong");
            for (int i = 0; i < 3; i++) {
                assertThat(form.answer(flooding)).isEqualTo("PUBLISHED");
            }
            flood.join();
            // almost three seconds' worth, of which one may come at once
            assertThat(System.nanoTime() - began).isGreaterThan(1_900_000_000L);
        }
    }
}
