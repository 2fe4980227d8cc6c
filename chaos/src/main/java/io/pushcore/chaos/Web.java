package io.pushcore.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/** Requests over HTTP to this machine. */
final class Web {
    private static final int CONNECT_MILLIS = 1_000;

    static {
        // who repeats a request says so here
        System.setProperty("sun.net.http.retryPost", "false");
    }

    /** What was answered. */
    record Answer(int status, String body) {
        Json json() throws IOException {
            return Json.parse(body);
        }
    }

    private Web() {}

    static Answer get(int port, String path, int withinMillis) throws IOException {
        return answer(connection(port, path, Map.of(), withinMillis));
    }

    static Answer post(int port, String path, Map<String, String> headers, String body, int withinMillis)
            throws IOException {
        HttpURLConnection connection = connection(port, path, headers, withinMillis);
        write(connection, body);
        return answer(connection);
    }

    /** Sends it, and does not wait for what is answered. */
    static void postAndLeave(int port, String path, Map<String, String> headers, String body) throws IOException {
        HttpURLConnection connection = connection(port, path, headers, CONNECT_MILLIS);
        write(connection, body);
        connection.getOutputStream().close();
        connection.disconnect();
    }

    /** An open answer that is read as it comes. */
    static HttpURLConnection stream(int port, String path, Map<String, String> headers, int silentMillis)
            throws IOException {
        HttpURLConnection connection = connection(port, path, headers, silentMillis);
        connection.setRequestProperty("Accept", "text/event-stream");
        return connection;
    }

    private static HttpURLConnection connection(int port, String path, Map<String, String> headers, int millis)
            throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(millis);
        headers.forEach(connection::setRequestProperty);
        return connection;
    }

    private static void write(HttpURLConnection connection, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(bytes.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(bytes);
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, in == null ? "" : new String(in.readAllBytes(), UTF_8));
        }
    }
}
