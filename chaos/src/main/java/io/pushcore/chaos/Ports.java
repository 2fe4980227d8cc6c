package io.pushcore.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Free ports below those that the system gives to connections, so that one is still free when its process starts again. */
final class Ports {
    private static final int FIRST = 20_000;
    private static final int COUNT = 10_000;

    private final Random random = new Random();
    private final Set<Integer> given = new HashSet<>();

    int free() {
        while (true) {
            int port = FIRST + random.nextInt(COUNT);
            if (given.add(port) && isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
