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
import java.util.stream.Stream;

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

    private SubscriberSwarm(Selector selector) {
        this.selector = selector;
    }

    /** @param args form, form of those that do not read, port, channel, how many that read, how many that do not */
    public static void main(String[] args) throws IOException {
        SubscriberSwarm swarm = new SubscriberSwarm(Selector.open());
        int port = Integer.parseInt(args[2]);
        swarm.connect(args[0], port, args[3], Integer.parseInt(args[4]), swarm.loud);
        swarm.connect(args[1], port, args[3], Integer.parseInt(args[5]), swarm.silent);
        swarm.silent.forEach(subscriber -> subscriber.key.interestOps(0));
        swarm.listenToOrders();
        say("ready");
        swarm.run();
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void connect(String form, int port, String channel, int count, List<Subscriber> to) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel socket = SocketChannel.open();
            if (to == silent) {
                socket.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
            }
            socket.bind(new InetSocketAddress("127.0.0." + (2 + i / 8_000), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            Subscriber subscriber = Subscriber.of(form, socket, channel);
            subscriber.begin();
            socket.configureBlocking(false);
            subscriber.key = socket.register(selector, SelectionKey.OP_READ, subscriber);
            to.add(subscriber);
        }
        while (!to.stream().allMatch(one -> one.subscribed)) {
            select();
        }
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
            if (awaited != Long.MAX_VALUE && through(all) >= awaited) {
                say((all ? "all " : "loud ") + awaited + " " + gaps(loud) + " " + gaps(silent));
                awaited = Long.MAX_VALUE;
            }
        }
    }

    private static long gaps(List<Subscriber> of) {
        return of.stream().mapToLong(one -> one.gaps).sum();
    }

    /** How far the last of them is. */
    private long through(boolean all) {
        return Stream.concat(loud.stream(), all ? silent.stream() : Stream.empty())
                .mapToLong(Subscriber::through)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private void select() throws IOException {
        selector.select(200);
        for (SelectionKey key : selector.selectedKeys()) {
            read(key, (Subscriber) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private void read(SelectionKey key, Subscriber subscriber) {
        try {
            bytes.clear();
            if (subscriber.read(bytes) < 0) {
                key.cancel();
                if (!subscriber.ended) {
                    throw new IllegalStateException("a subscriber was closed at offset " + subscriber.offset);
                }
                return;
            }
            bytes.flip();
            subscriber.take(bytes);
        } catch (IOException | RuntimeException e) {
            say("wrong " + e);
            Runtime.getRuntime().halt(1);
        }
    }
}
