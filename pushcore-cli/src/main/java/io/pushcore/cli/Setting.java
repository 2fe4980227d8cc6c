package io.pushcore.cli;

import java.util.Locale;
import java.util.Optional;

/**
 * What can be said about a broker. Each is an option on the command line, a key in the configuration file and a variable in
 * the environment.
 */
enum Setting {
    BIND("ADDRESS", "127.0.0.1", "The address to listen on."),
    OPEN("", "false", "Let everyone in who can reach the address, although it is not this machine only."),
    LINE("PORT|off", "2222", "The port of the line protocol; 0 takes a free one."),
    LINE_FRAMED("PORT|off", "off", "The port of its framed form."),
    HTTP("PORT|off", "8000", "The port of HTTP and WebSockets."),
    ADMIN("PORT|off", "8001", "The port of health, metrics and administration; nothing listens there yet."),
    KEEP("COUNT", "1000", "How many messages of a channel new readers can still get."),
    KEEP_FOR("DURATION", "1h", "For how long they can get them: 500ms, 30s, 10m, 1h, 30d; 0s for no bound."),
    MAX_PAYLOAD("SIZE", "64KiB", "The largest message: a number and B, KiB, MiB or GiB."),
    TLS_CERT(
            "FILE",
            "",
            "The certificate for TLS on all ports, in PEM, and the chain behind it. Read again when it changes, as are the other two."),
    TLS_KEY("FILE", "", "Its private key in PEM, as PKCS#8 without a passphrase."),
    TLS_CLIENTS("FILE", "", "Let only clients in whose certificate one of those in this file has signed."),
    DUMP("FILE", "", "Write what is kept to this file at the end, and read it at the start."),
    ALLOW_ORIGIN(
            "ORIGIN",
            "",
            "Let pages of this origin use HTTP and WebSockets, such as https://app.example; can be given more than once."),
    APP("ID:SECRET", "", "A server of the application that may log in; can be given more than once."),
    CONFIG("FILE", "", "Read settings from this properties file; its keys are these options without the dashes.");

    private final String value;
    private final String byDefault;
    private final String description;

    Setting(String value, String byDefault, String description) {
        this.value = value;
        this.byDefault = byDefault;
        this.description = description;
    }

    /** What stands for the value in the help; empty if it takes none. */
    String value() {
        return value;
    }

    /** What holds if nothing is said; empty for nothing. */
    String byDefault() {
        return byDefault;
    }

    String description() {
        return description;
    }

    boolean isFlag() {
        return value.isEmpty();
    }

    boolean isRepeatable() {
        return this == APP || this == ALLOW_ORIGIN;
    }

    /** The key in the file, such as {@code keep-for}. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The option, such as {@code --keep-for}. */
    String option() {
        return "--" + key();
    }

    /** The variable, such as {@code PUSHCORE_KEEP_FOR}. */
    String variable() {
        return "PUSHCORE_" + name();
    }

    /** The setting of a key in the file; the file cannot name another file. */
    static Optional<Setting> ofKey(String key) {
        for (Setting setting : values()) {
            if (setting != CONFIG && setting.key().equals(key)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
