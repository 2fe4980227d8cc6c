package io.pushcore.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** An answer that does not end, read by the JDK's client. */
final class StreamClient implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;

    private StreamClient(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    static StreamClient open(HttpClient client, HttpRequest.Builder request) throws IOException, InterruptedException {
        return new StreamClient(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    /** The next line; null at the end. */
    String line() throws IOException {
        return lines.readLine();
    }

    /** The next lines through an empty one, which is left out. */
    List<String> event() throws IOException {
        List<String> event = new ArrayList<>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            event.add(line);
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
