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
    LINE_FRAGMENTS(
            "PORT|off",
            "off",
            "The port of its plain form for old clients of pushd that send no newline: what came without one runs as a command."),
    HTTP("PORT|off", "8000", "The port of HTTP and WebSockets."),
    GO_PUSH(
            "CLIENT:OPERATORS|off",
            "off",
            "The two ports of the protocol of go-push, such as 7777:7799; the second without --admin-token on 127.0.0.1 only."),
    GO_PUSH_MERGE(
            "COUNT,DURATION|0",
            "100,1s",
            "How many items, and how long after the first of them, go-push puts into one PUSH; 0 for at once."),
    GO_PUSH_ROOMS(
            "PREFIX|off",
            "gopush.room.",
            "What stands before the name of a room of go-push in the name of its channel; off for nothing."),
    IPUSH(
            "CLIENT:ADMIN|off",
            "off",
            "The two ports of the protocol of ipush, such as 9000:9001; the second without --admin-token on 127.0.0.1 only."),
    MINIPUSH("PORT|off", "off", "The port of the protocol of minipush, such as 8090."),
    MINIPUSH_IM("", "false", "Let clients of minipush send to users who may push."),
    MINIPUSH_EVENTS(
            "FILE",
            "",
            "Push what is written to this file, an event of minipush in each line, to the users it is to; goes on where it was, by FILE.position."),
    PUSHD_HTTP("PORT|off", "off", "The port of pushd's HTTP, such as 2226: publishing, history and long polling."),
    PUSHD_STATS(
            "PORT|off",
            "off",
            "The port of pushd's figures for operators, such as 9020; without --admin-token on 127.0.0.1 only."),
    XIUCALL(
            "REST:CONNECTOR|off",
            "off",
            "The two ports of the protocol of xiucall-push, such as 3000:3001; the first without --admin-token on 127.0.0.1 only."),
    XIUCALL_KEY(
            "KEY",
            "",
            "Let in who signs with this key of 16 characters or more, as clients of xiucall-push do; without any such setting they are taken at their word."),
    ADMIN(
            "PORT|off",
            "8001",
            "The port of health, metrics and administration; without --admin-token on 127.0.0.1 only."),
    ADMIN_TOKEN("TOKEN", "", "What the admin port is to be shown, 16 or more characters; it then listens on --bind."),
    METRICS_LOG("FILE", "", "Add a line of figures to this file at an interval."),
    METRICS_EVERY("DURATION", "10s", "The interval."),
    METRICS_FORM(
            "line|pushd",
            "line",
            "What is added: a line of names and values, or how long what clients ask takes, as pushd writes it."),
    DRAIN("DURATION", "5s", "How long the end may take to send clients away and let publishes finish."),
    TOO_MANY_SESSIONS(
            "end-oldest|refuse-new",
            "end-oldest",
            "What happens when a user opens more sessions than limit.sessionsPerUser of the file allows."),
    KEEP(
            "COUNT",
            "1000",
            "How many messages of a channel new readers can still get; with --data or --store 1000000 unless said."),
    KEEP_FOR(
            "DURATION",
            "1h",
            "For how long they can get them: 500ms, 30s, 10m, 1h, 30d; 0s for no bound; with --data or --store 30d unless said."),
    MAX_PAYLOAD("SIZE", "64KiB", "The largest message: a number and B, KiB, MiB or GiB."),
    TLS_CERT(
            "FILE",
            "",
            "The certificate for TLS on all ports, in PEM, and the chain behind it. Read again when it changes, as are the other two."),
    TLS_KEY("FILE", "", "Its private key in PEM, as PKCS#8 without a passphrase."),
    TLS_CLIENTS("FILE", "", "Let only clients in whose certificate one of those in this file has signed."),
    STORE(
            "JDBC-URL",
            "",
            "Keep what is published in this PostgreSQL, for all nodes that use it, such as jdbc:postgresql://HOST/DATABASE?user=USER&password=PASSWORD; what is missing there is created."),
    REPLICATED(
            "",
            "false",
            "Acknowledge what is on a standby of --store, too; its server must wait for one (synchronous_standby_names)."),
    PEERS(
            "URL|pg",
            "",
            "What carries hints between nodes: redis://HOST, rediss://HOST, or pg for the database of --store."),
    CLUSTER("NAME", "pushcore", "The name of the cluster: several may use one Redis or one database."),
    CLUSTER_KEY(
            "KEY",
            "",
            "What the nodes of the cluster know each other by, 16 bytes or more; hints then carry messages, and nodes answer each other."),
    NODE_ADDRESS("ADDRESS", "", "Where clients reach this node, as other nodes are to say."),
    IPUSH_REDIRECT(
            "",
            "false",
            "Send clients of ipush to the node that is to serve them; --node-address is HOST:PORT of its client port."),
    DATA(
            "DIR",
            "",
            "Keep what is published in this directory, synced before it is acknowledged; created if it is not there."),
    DATA_MEMORY(
            "SIZE",
            "128MiB",
            "How much memory outside of the heap --data takes: half for what was read, half for what was written."),
    DUMP("FILE", "", "Write what is kept to this file at the end, and read it at the start."),
    ALLOW_ORIGIN(
            "ORIGIN",
            "",
            "Let pages of this origin use HTTP and WebSockets, such as https://app.example; can be given more than once."),
    APP("ID:SECRET", "", "A server of the application that may log in; can be given more than once."),
    TOKEN_SECRET(
            "SECRET",
            "",
            "Let in who shows a JWT that is signed with this secret of 32 bytes or more (HS256). Other users of the machine can"
                    + " read a command line: prefer the environment or the file."),
    JWKS(
            "URL|FILE",
            "",
            "Let in who shows a JWT that is signed with a key of this JWKS; an https address, or a file, which is read again when"
                    + " it has changed."),
    JWT_AUD("TEXT", "", "What the claim aud of a JWT must be or hold."),
    JWT_ISS("TEXT", "", "What the claim iss of a JWT must be."),
    AUTH_URL("URL", "", "Ask this address of the application who a connection is."),
    AUTH_FORM(
            "pushcore|ipush",
            "pushcore",
            "How it is asked; ipush is a form with id and token, answered by {\"success\":true}, for servers written for ipush."),
    AUTH_ASK(
            "ACTION",
            "",
            "Ask it also who may do this: subscribe, publish, history, presence, follow, push, inbox, impersonate; can be given"
                    + " more than once."),
    AUTH_SECRET("KEY", "", "Sign what it is asked with this key of at least 32 bytes."),
    AUTH_HEADER("NAME", "", "Pass this header of HTTP requests on to it; can be given more than once."),
    AUTH_COOKIE("NAME", "", "Pass this cookie of HTTP requests on to it; can be given more than once."),
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
        return switch (this) {
            case APP, ALLOW_ORIGIN, AUTH_ASK, AUTH_HEADER, AUTH_COOKIE -> true;
            default -> false;
        };
    }

    /** Whether what was said stays out of every sentence. */
    boolean isSecret() {
        return switch (this) {
            case APP, ADMIN_TOKEN, AUTH_SECRET, AUTH_URL, CLUSTER_KEY, PEERS, STORE, TOKEN_SECRET, XIUCALL_KEY -> true;
            default -> false;
        };
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
