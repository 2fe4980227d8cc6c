package io.pushcore.chaos;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;

/** Server-sent events as they come. One thread reads. */
final class Events {
    /**
     * One of them.
     *
     * @param id as it stands before this event; empty if none was said
     * @param text of its data; empty if there is none
     */
    record Event(String type, String id, String text) {}

    private final BufferedReader lines;

    Events(BufferedReader lines) {
        this.lines = lines;
    }

    /** Waits for the next one that says something. */
    Event next() throws IOException {
        String type = "message";
        String id = "";
        String text = "";
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new EOFException("end of stream");
            }
            if (line.isEmpty()) {
                if (!id.isEmpty() || !text.isEmpty()) {
                    return new Event(type, id, text);
                }
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                text = line.substring(6);
            }
        }
    }
}
