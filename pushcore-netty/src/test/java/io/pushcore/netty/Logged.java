package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What is written to standard error, where the log of tests goes, until it is closed. */
final class Logged implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Work with sockets of the test. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    private Logged() {
        System.setErr(new PrintStream(bytes, true, UTF_8));
    }

    /** From now on. */
    static Logged fromNow() {
        return new Logged();
    }

    /** While some work is done. */
    static String during(Work work) throws Exception {
        try (Logged logged = fromNow()) {
            work.run();
            return logged.text();
        }
    }

    /** What came so far. */
    String text() {
        return bytes.toString(UTF_8);
    }

    @Override
    public void close() {
        System.setErr(before);
    }
}
