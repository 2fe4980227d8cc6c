package io.pushcore.netty.centrifuge;

import io.pushcore.Presence;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.List;

/** How many are subscribed. All who are anonymous count as one user. */
record PresenceStatsRequest(String channel) implements ClientRequest {
    static PresenceStatsRequest read(Fields fields, Session session) {
        return new PresenceStatsRequest(Channel.of(fields));
    }

    @Override
    public Command command() {
        return new Command.ReadPresence(channel);
    }

    @Override
    public void result(Reply reply, Output json) {
        List<Presence> all = reply instanceof Reply.PresenceList list ? list.presence() : List.of();
        json.put("{\"num_clients\":").decimal(all.size()).put(",\"num_users\":");
        json.decimal(all.stream().map(Presence::user).distinct().count()).put('}');
    }
}
