package io.pushcore.netty.socketio;

import io.pushcore.Names;

/**
 * A packet of Socket.IO without its attachments.
 *
 * @param namespace as it came, with a query behind it where it has one
 * @param id of the answer that is asked for or given; -1 for none
 * @param attachments how many binary messages follow
 * @param json what stands behind all that; may be empty
 */
record IoPacket(IoType type, String namespace, long id, int attachments, String json) {
    private static final int MOST_DIGITS = 15;
    private static final int MOST_NAMESPACE = 4 << 10;

    /** Reads one. */
    static IoPacket of(String text) {
        if (text.isEmpty()) {
            throw Packet.broken("packet of Socket.IO must not be empty");
        }
        IoType type = IoType.of(text.charAt(0));
        int at = 1;
        int attachments = 0;
        if (type.isBinary()) {
            int dash = digits(text, at);
            if (dash == at || dash - at > 4 || dash == text.length() || text.charAt(dash) != '-') {
                throw Packet.broken("binary packet must say how many attachments it has");
            }
            attachments = Integer.parseInt(text.substring(at, dash));
            at = dash + 1;
        }
        String namespace = "/";
        if (at < text.length() && text.charAt(at) == '/') {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            namespace = text.substring(at, end);
            at = comma < 0 ? end : comma + 1;
            if (namespace.length() > MOST_NAMESPACE) {
                throw Packet.broken("namespace is too long: " + Names.shown(namespace));
            }
        }
        int end = digits(text, at);
        if (end - at > MOST_DIGITS) {
            throw Packet.broken("id of a packet is too large");
        }
        long id = end == at ? -1 : Long.parseLong(text.substring(at, end));
        return new IoPacket(type, namespace, id, attachments, text.substring(end));
    }

    private static int digits(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }
}
