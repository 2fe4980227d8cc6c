package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pushcore.Broker;
import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.netty.LineTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code ./pushcore} of the checkout, with the build this module has just made. */
class LauncherIT {
    private static final Path SCRIPT =
            Path.of("..", "pushcore").toAbsolutePath().normalize();
    private static final String TEXT = "gr\u00fc\u00dfe \u2603 \ud83d\ude80";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "LANG=", "LANG=C", "LC_ALL=POSIX", "LC_ALL=C.UTF-8"})
    void argumentsAreUtf8AlsoWithoutALocale(String locale) throws Exception {
        LineTransport lines = LineTransport.port(0);
        try (Broker broker = Broker.builder().transport(lines).build()) {
            String said = run(
                    Path.of(System.getProperty("java.home")),
                    locale,
                    "pub",
                    "c",
                    TEXT,
                    "--port",
                    Integer.toString(lines.port()));
            List<Message> kept =
                    broker.channel("c").history(History.earliest()).join().messages();
            assertThat(kept).as(said).extracting(Message::text).containsExactly(TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "LANG=de_DE.UTF-8, 'de_DE.UTF-8  '",
        "LC_CTYPE=de_DE.UTF-8, ' de_DE.UTF-8 '",
        "LC_ALL=de_DE.UTF-8, '  de_DE.UTF-8'"
    })
    void aLocaleThatIsSetStays(String locale, String seen) throws Exception {
        assertThat(run(javaThatSays("$LANG $LC_CTYPE $LC_ALL"), locale)).isEqualTo(seen + "\n");
    }

    @Test
    void aLocaleForEverythingElseIsNoneForCharacters() throws Exception {
        assertThat(run(javaThatSays("$LC_ALL"), "LC_MESSAGES=de_DE.UTF-8")).isEqualTo("C.UTF-8\n");
    }

    /** The home of a Java 17 that only shows variables. */
    private Path javaThatSays(String variables) throws IOException {
        Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"" + variables + "\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
        return directory;
    }

    /** What the script says, run with one variable of the locale set. */
    private static String run(Path javaHome, String locale, String... arguments) throws Exception {
        // printf makes the bytes: this JVM may not know how to pass them
        List<String> command = new ArrayList<>(
                List.of(
                        "sh",
                        "-c",
                        "text=$(printf '" + octal(TEXT) + "'); "
                                + "for one; do shift; [ \"$one\" = TEXT ] && one=$text; set -- \"$@\" \"$one\"; done; exec \"$0\" \"$@\""));
        command.add(SCRIPT.toString());
        for (String argument : arguments) {
            command.add(argument.equals(TEXT) ? "TEXT" : argument);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
        environment.put("JAVA_HOME", javaHome.toString());
        if (!locale.isEmpty()) {
            environment.put(locale.substring(0, locale.indexOf('=')), locale.substring(locale.indexOf('=') + 1));
        }
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static String octal(String text) {
        StringBuilder octal = new StringBuilder();
        for (byte one : text.getBytes(UTF_8)) {
            octal.append(String.format("\\%03o", one & 0xff));
        }
        return octal.toString();
    }
}
