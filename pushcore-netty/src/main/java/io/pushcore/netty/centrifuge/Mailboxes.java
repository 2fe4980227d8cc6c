package io.pushcore.netty.centrifuge;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The mailboxes of all open streams of one port; each lives as long as its stream. Usable from any lane. */
final class Mailboxes {
    private static final int SECRET_BYTES = 16;

    private final RandomGenerator random;
    private final Map<String, Mailbox> open = new ConcurrentHashMap<>();

    Mailboxes(RandomGenerator random) {
        this.random = random;
    }

    Mailbox open(Runnable wake) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Mailbox mailbox = new Mailbox(this, HexFormat.of().formatHex(secret), wake);
        open.put(mailbox.secret(), mailbox);
        return mailbox;
    }

    Optional<Mailbox> of(String secret) {
        return Optional.ofNullable(open.get(secret));
    }

    void forget(Mailbox mailbox) {
        open.remove(mailbox.secret());
    }

    int size() {
        return open.size();
    }
}
