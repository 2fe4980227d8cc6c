package io.pushcore.netty.centrifuge;

import io.pushcore.Position;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Optional;

/**
 * Push me a channel. Every channel with a log is recoverable, asked for or not.
 *
 * @param recovers whether the client goes on where it was
 * @param token what gives the right to it; empty if the authorizer is to say
 */
record SubscribeRequest(
        String channel, Start start, boolean recovers, boolean notesPresence, String token, Session session)
        implements ClientRequest {
    static SubscribeRequest read(Fields fields, Session session) {
        boolean recovers = fields.flag("recover");
        Start start = recovers ? Since.of(fields) : Start.now();
        checkRest(fields);
        return new SubscribeRequest(
                Channel.of(fields), start, recovers, fields.flag("join_leave"), fields.text("token"), session);
    }

    /** What is not used is to be of its type all the same. */
    private static void checkRest(Fields fields) {
        Since.of(fields);
        fields.flag("positioned");
        fields.flag("recoverable");
    }

    @Override
    public Command command() {
        return new Command.Subscribe(channel, start, false, true, notesPresence, token);
    }

    @Override
    public Optional<Refusal> refusal(Reply reply) {
        return reply instanceof Reply.Subscribed subscribed && subscribed.already()
                ? Optional.of(new Refusal(ProtocolError.ALREADY_SUBSCRIBED, "already subscribed: " + channel))
                : Optional.empty();
    }

    @Override
    public void result(Reply reply, Output json) {
        if (!(reply instanceof Reply.Subscribed subscribed)) {
            json.put("{}");
            return;
        }
        json.put('{');
        Position from = subscribed.start();
        if (!from.equals(Position.NOWHERE)) {
            json.put("\"recoverable\":true,\"positioned\":true,\"epoch\":\"").put(from.epoch());
            json.put("\",\"offset\":").decimal(from.offset());
        } else {
            json.put("\"recoverable\":false,\"positioned\":false");
        }
        TimeLeft.write(",", subscribed.expires(), session.terms().now(), json);
        if (recovers) {
            json.put(",\"was_recovering\":true,\"recovered\":").put(subscribed.recovered() ? "true" : "false");
        }
        json.put('}');
    }
}
