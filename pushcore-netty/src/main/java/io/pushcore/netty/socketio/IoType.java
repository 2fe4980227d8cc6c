package io.pushcore.netty.socketio;

/** What a packet of Socket.IO is; its digit on the wire is its place here. */
enum IoType {
    CONNECT('0'),
    DISCONNECT('1'),
    EVENT('2'),
    ANSWER('3'),
    CONNECT_ERROR('4'),
    BINARY_EVENT('5'),
    BINARY_ANSWER('6');

    private static final IoType[] ALL = values();

    private final char digit;

    IoType(char digit) {
        this.digit = digit;
    }

    static IoType of(char digit) {
        if (digit < '0' || digit >= '0' + ALL.length) {
            throw Packet.broken("packet of Socket.IO must begin with its type, a digit from 0 to 6");
        }
        return ALL[digit - '0'];
    }

    boolean isBinary() {
        return this == BINARY_EVENT || this == BINARY_ANSWER;
    }

    char digit() {
        return digit;
    }
}
