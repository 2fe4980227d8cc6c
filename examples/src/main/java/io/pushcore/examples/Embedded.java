package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Channel;

/** A broker inside an application: no port, no file, no configuration. */
public final class Embedded {
    private Embedded() {}

    public static void main(String[] args) {
        try (Broker broker = Broker.open()) {
            Channel news = broker.channel("news");
            news.subscribe(message -> System.out.println(message.text()));
            news.publish("hello");
        } // close lets handlers finish what was published before it
    }
}
