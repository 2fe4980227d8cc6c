package io.pushcore.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;

/** A client of the modern form of the line protocol, with all channels on one connection. */
final class LineReader extends Reader {
    private static final int CONNECT_MILLIS = 1_000;

    LineReader(String name, List<String> channels, List<Node> nodes, Ledger ledger, long seed) {
        super(name, channels, nodes, ledger, seed);
    }

    @Override
    void read(Node node) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.line), CONNECT_MILLIS);
            socket.setSoTimeout(SILENT_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            StringBuilder hello = new StringBuilder("hello 2\n");
            for (Course course : courses.values()) {
                Place last = course.last();
                hello.append("sub ")
                        .append(course.channel)
                        .append(" since ")
                        .append(last.epoch().isEmpty() ? "0" : last)
                        .append('\n');
            }
            out.write(hello.toString().getBytes(UTF_8));
            while (!isStopped()) {
                took(line(in), in);
            }
        }
    }

    private void took(String line, InputStream in) throws IOException {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "msg" -> {
                String text = new String(in.readNBytes(Integer.parseInt(words[3])), UTF_8);
                in.skipNBytes(1);
                course(words[1]).takes(Place.parse(words[2]), Stamp.parse(text));
            }
            case "ok" -> {
                if (words[1].equals("sub")) {
                    course(words[2]).begins(Place.parse(words[3]));
                }
            }
            case "gap" -> course(words[1]).gap(words[2], Place.parse(words[3]));
            case "pong" -> {}
            default -> throw new IOException(line);
        }
    }

    private Course course(String channel) throws IOException {
        Course course = courses.get(channel);
        if (course == null) {
            throw new IOException("never asked for " + channel);
        }
        return course;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int one = in.read(); one != '\n'; one = in.read()) {
            if (one < 0) {
                throw new EOFException("end of stream");
            }
            line.write(one);
        }
        return line.toString(UTF_8);
    }
}
