package io.pushcore.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/** What a program prints to standard output while it runs. */
final class Printed {
    private Printed() {}

    /** Work that may fail. */
    @FunctionalInterface
    interface Program {
        void run() throws Exception;
    }

    static List<String> by(Program program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream taken = new PrintStream(bytes, true, UTF_8);
        System.setOut(taken);
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(UTF_8).lines().toList();
    }
}
