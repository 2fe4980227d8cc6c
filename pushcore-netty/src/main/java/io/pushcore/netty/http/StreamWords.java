package io.pushcore.netty.http;

import io.pushcore.ErrorCode;
import io.pushcore.Gap;
import io.pushcore.InboxEvent;
import io.pushcore.Payload;
import io.pushcore.Position;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import io.pushcore.transport.WireForm;
import java.time.Duration;

/** How a stream over HTTP says what it says. Keeps no state. */
interface StreamWords {
    /** The media type. */
    String type();

    /** Messages of a channel. */
    WireForm form();

    /** What a channel's stream begins with, if anything. */
    void first(Position position, Output content);

    void gap(Gap gap, Output content);

    /**
     * What an inbox's stream begins with.
     *
     * @param after nothing up to this number will come
     */
    void session(Reply.InboxOpened opened, long after, Output content);

    void inbox(String session, InboxEvent event, Output content);

    /** How far one's own log reaches. */
    void head(Position newest, Output content);

    void end(ErrorCode code, String sentence, Output content);

    /** When the client is to come back, if there is a word for it. */
    default void comeBack(Duration after, Output content) {}

    void beat(Output content);

    /** What is meant for the client and none of its channels. */
    void said(Payload payload, Output content);
}
