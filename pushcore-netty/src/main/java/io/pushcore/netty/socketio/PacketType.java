package io.pushcore.netty.socketio;

/** What a packet of Engine.IO is; its digit on the wire is its place here. */
enum PacketType {
    OPEN('0'),
    CLOSE('1'),
    PING('2'),
    PONG('3'),
    MESSAGE('4'),
    UPGRADE('5'),
    NOOP('6');

    private static final PacketType[] ALL = values();

    private final char digit;

    PacketType(char digit) {
        this.digit = digit;
    }

    static PacketType of(int digit) {
        int number = digit - '0';
        if (number < 0 || number >= ALL.length) {
            throw Packet.broken("packet must begin with its type, a digit from 0 to 6");
        }
        return ALL[number];
    }

    char digit() {
        return digit;
    }
}
