package io.pushcore.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Looks through the log of writes of a database that was not closed cleanly. Any thread. */
final class LogCheck {
    private LogCheck() {}

    static void all(Path database) throws IOException {
        // filled in below
    }
}
