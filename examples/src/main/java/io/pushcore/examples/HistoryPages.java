package io.pushcore.examples;

import io.pushcore.Broker;
import io.pushcore.Channel;
import io.pushcore.History;
import io.pushcore.Message;
import io.pushcore.Page;
import java.util.ArrayList;
import java.util.List;

/** What a channel keeps, read page by page: forward from the oldest, and the newest first. */
public final class HistoryPages {
    private HistoryPages() {}

    public static void main(String[] args) {
        try (Broker broker = Broker.open()) {
            Channel chat = broker.channel("chat.lobby");
            for (int i = 1; i <= 250; i++) {
                chat.publish("line " + i).join();
            }
            List<Message> all = new ArrayList<>();
            Page page = chat.history(History.earliest().limit(100)).join();
            all.addAll(page.messages());
            while (!page.through().equals(page.head())) {
                page = chat.history(History.after(page.through()).limit(100)).join();
                all.addAll(page.messages());
            }
            System.out.println(all.size() + " messages, head " + page.head().offset());

            Page newest = chat.history(History.newest().limit(3)).join();
            Page older = chat.history(History.before(newest.through()).limit(3)).join();
            newest.messages().forEach(message -> System.out.println(message.text()));
            older.messages().forEach(message -> System.out.println(message.text()));
        }
    }
}
