package io.pushcore.netty.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Many subscribers of one channel in a process of their own, on one thread. Told what to do by lines on standard input, tells on
 * standard output how far it is: {@code ready}, {@code loud SEEN}, {@code all SEEN GAPS}, or {@code wrong SENTENCE}.
 */
public final class SubscriberSwarm {
    private static final int SMALL_BUFFER = 4 << 10;

    private final Selector selector;
    private final List<Subscriber> loud = new ArrayList<>();
    private final List<Subscriber> silent = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> orders = new ConcurrentLinkedQueue<>();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(256 << 10);
    private int subscribed;

    private SubscriberSwarm(Selector selector) {
        this.selector = selector;
    }

    /** @param args port, channel, how many that read, how many that do not */
    public static void main(String[] args) throws IOException {
        SubscriberSwarm swarm = new SubscriberSwarm(Selector.open());
        swarm.connect(Integer.parseInt(args[0]), args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        swarm.listenToOrders();
        say("ready");
        swarm.run();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void connect(int port, String channel, int reading, int silentCount) throws IOException {
        for (int i = 0; i < reading + silentCount; i++) {
            boolean isSilent = i >= reading;
            SocketChannel socket = SocketChannel.open();
            if (isSilent) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            }
            socket.bind(new InetSocketAddress("127.0.0." + (2 + i / 8_000), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.write(ByteBuffer.wrap(("hello 2\nsub " + channel + "\n").getBytes(US_ASCII)));
            socket.configureBlocking(false);
            Subscriber subscriber = new Subscriber(socket);
            subscriber.key = socket.register(selector, SelectionKey.OP_READ, subscriber);
            (isSilent ? silent : loud).add(subscriber);
        }
        while (subscribed < reading + silentCount) {
            select();
        }
        silent.forEach(subscriber -> subscriber.key.interestOps(0));
    }

    private void listenToOrders() {
        Thread listener = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, US_ASCII))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    orders.add(line);
                    selector.wakeup();
                }
            } catch (IOException gone) {
                orders.add("stop");
            }
            orders.add("stop");
            selector.wakeup();
        });
        listener.setDaemon(true);
        listener.start();
    }

    private void run() throws IOException {
        long awaited = Long.MAX_VALUE;
        boolean all = false;
        while (true) {
            select();
            String order = orders.poll();
            if (order != null) {
                if (order.equals("stop")) {
                    return;
                }
                awaited = Long.parseLong(order.substring(order.indexOf(' ') + 1));
                if (order.startsWith("all")) {
                    all = true;
                    silent.forEach(subscriber -> subscriber.key.interestOps(SelectionKey.OP_READ));
                }
            }
            long through = through(all);
            if (through >= awaited) {
                say((all ? "all " : "loud ") + through + " "
                        + loud.stream().mapToLong(one -> one.gaps).sum() + " "
                        + silent.stream().mapToLong(one -> one.gaps).sum());
                awaited = Long.MAX_VALUE;
            }
        }
    }

    private long through(boolean all) {
        long least = loud.stream().mapToLong(one -> one.offset).min().orElse(Long.MAX_VALUE);
        return all
                ? Math.min(
                        least,
                        silent.stream().mapToLong(one -> one.offset).min().orElse(Long.MAX_VALUE))
                : least;
    }

    private void select() throws IOException {
        selector.select(200);
        for (SelectionKey key : selector.selectedKeys()) {
            Subscriber subscriber = (Subscriber) key.attachment();
            bytes.clear();
            int read = subscriber.socket.read(bytes);
            if (read < 0) {
                wrong("a subscriber was closed at offset " + subscriber.offset);
            }
            bytes.flip();
            subscriber.take(bytes);
        }
        selector.selectedKeys().clear();
    }

    private static void wrong(String sentence) {
        say("wrong " + sentence);
        Runtime.getRuntime().halt(1);
    }

    /** One connection: follows the lines and skips the payloads. */
    private final class Subscriber {
        private final SocketChannel socket;
        private final StringBuilder line = new StringBuilder();
        private SelectionKey key;
        private int skip;
        private long offset;
        private long gaps;

        Subscriber(SocketChannel socket) {
            this.socket = socket;
        }

        void take(ByteBuffer in) {
            while (in.hasRemaining()) {
                if (skip > 0) {
                    int now = Math.min(skip, in.remaining());
                    in.position(in.position() + now);
                    skip -= now;
                    continue;
                }
                byte next = in.get();
                if (next != '\n') {
                    line.append((char) next);
                    continue;
                }
                take(line.toString());
                line.setLength(0);
            }
        }

        private void take(String text) {
            if (text.startsWith("msg ")) {
                int space = text.lastIndexOf(' ');
                long at = Long.parseLong(text, text.lastIndexOf(':') + 1, space, 10);
                if (at != offset + 1) {
                    wrong("offset " + at + " after " + offset);
                }
                offset = at;
                skip = Integer.parseInt(text, space + 1, text.length(), 10) + 1;
            } else if (text.startsWith("gap ")) {
                gaps++;
                offset = Long.parseLong(text.substring(text.lastIndexOf(':') + 1));
            } else if (text.startsWith("ok sub ")) {
                subscribed++;
            } else if (!text.equals("ok hello 2")) {
                wrong("unexpected line: " + text);
            }
        }
    }
}
