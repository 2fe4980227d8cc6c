package io.pushcore.benchmarks;

/** How a server is asked to keep a message, and how it says that it did. */
enum PublishForm {
    /** The modern line protocol. */
    LINE("hello 2\n", "ok hello 2", 1, "ok pub news ") {
        @Override
        String request(String message) {
            return "pub news " + message.length() + "\n" + message + "\n";
        }
    },
    /** An entry of a stream, which gives its id. */
    REDIS("PING\r\n", "+PONG", 2, "$") {
        @Override
        String request(String message) {
            return "*5\r\n$4\r\nXADD\r\n$4\r\nnews\r\n$1\r\n*\r\n$1\r\nd\r\n$" + message.length() + "\r\n" + message
                    + "\r\n";
        }
    };

    final String greeting;
    final String welcome;
    /** Of one answer. */
    final int lines;
    /** How the first line of an answer begins. */
    final String accepted;

    PublishForm(String greeting, String welcome, int lines, String accepted) {
        this.greeting = greeting;
        this.welcome = welcome;
        this.lines = lines;
        this.accepted = accepted;
    }

    abstract String request(String message);
}
