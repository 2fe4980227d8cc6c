package io.pushcore.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Where a log goes that may have no room: what cannot be written is dropped, and said once there is room again. Whoever logs goes on
 * as if nothing were. For a {@link java.io.PrintStream}, which lets one in at a time.
 */
final class LossyLog extends OutputStream {
    private final OutputStream target;
    private long lostLines;
    private String why = "";

    LossyLog(OutputStream target) {
        this.target = target;
    }

    @Override
    public void write(int one) {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            if (!why.isEmpty()) {
                // a line may have been written in part
                target.write(("\npushcore: the log could not be written, lines lost: " + lostLines + " (" + why + ")\n")
                        .getBytes(UTF_8));
                why = "";
                lostLines = 0;
            }
            target.write(bytes, offset, length);
        } catch (IOException full) {
            why = String.valueOf(full.getMessage());
            for (int i = offset; i < offset + length; i++) {
                lostLines += bytes[i] == '\n' ? 1 : 0;
            }
        }
    }
}
