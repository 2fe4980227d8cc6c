package io.pushcore.cli;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the command was started with.
 *
 * @param in standard input, unbuffered
 * @param out standard output, unbuffered; its errors are seen
 * @param err standard error
 * @param outIsTerminal whether a person reads standard output
 * @param errIsTerminal whether a person reads standard error
 * @param environment the variables of the environment
 */
record Shell(
        InputStream in,
        OutputStream out,
        PrintStream err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment) {

    static Shell ofProcess() {
        return new Shell(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                System.err,
                isTerminal(1),
                isTerminal(2),
                System.getenv());
    }

    /** One line on standard error; what others put into the sentence cannot steer a terminal. */
    void complain(String sentence) {
        err.println("pushcore: " + sentence.replaceAll("\\p{Cntrl}|[\\u0080-\\u009f]", "?"));
        err.flush();
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notOnLinux) {
            return false;
        }
    }
}
