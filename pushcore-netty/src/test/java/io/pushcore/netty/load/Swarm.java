package io.pushcore.netty.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A {@link SubscriberSwarm} in its process, subscribed to {@code news}. A process of its own, since both ends need a file. */
record Swarm(Process process, BufferedReader in, Writer out) implements AutoCloseable {
    static Swarm start(String form, int port, int reading, int silent) throws IOException {
        return start(form, form, port, reading, silent);
    }

    /** With another form for those that do not read. */
    static Swarm start(String form, String silentForm, int port, int reading, int silent) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:MaxDirectMemorySize=64m",
                "-cp",
                System.getProperty("java.class.path"),
                SubscriberSwarm.class.getName(),
                form,
                silentForm,
                Integer.toString(port),
                "news",
                Integer.toString(reading),
                Integer.toString(silent)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Swarm swarm = new Swarm(
                process,
                new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII)),
                new OutputStreamWriter(process.getOutputStream(), US_ASCII));
        assertThat(swarm.in.readLine()).isEqualTo("ready");
        return swarm;
    }

    /** Those that read have seen this offset, all and in order; without a gap for anybody so far. */
    void loudHave(long offset) throws IOException {
        assertThat(ask("loud", offset)).isEqualTo("loud " + offset + " 0 0");
    }

    /** The others read too, from now on, and see this offset: how many gaps were they told of? */
    long gapsOfSilentUntilAllHave(long offset) throws IOException {
        String answer = ask("all", offset);
        assertThat(answer).startsWith("all " + offset + " 0 ");
        return Long.parseLong(answer.substring(answer.lastIndexOf(' ') + 1));
    }

    private String ask(String whom, long offset) throws IOException {
        out.write(whom + " " + offset + "\n");
        out.flush();
        return in.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
