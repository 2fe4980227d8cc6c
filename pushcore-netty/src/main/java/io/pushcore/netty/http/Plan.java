package io.pushcore.netty.http;

import io.pushcore.transport.Codec;
import io.pushcore.transport.Terms;
import java.util.List;

/** What a route makes of a request. */
public sealed interface Plan {
    /** An answer in HTTP, whole or as a stream. */
    record Answer(Maker<ExchangeCodec> maker) implements Plan {}

    /**
     * The connection becomes a WebSocket.
     *
     * @param subprotocols those it speaks; the first the client names is chosen
     * @param answersLate whether its codec answers the handshake, by {@link Handshake#accept}, or refuses it in HTTP
     */
    record WebSocket(Maker<MessageCodec> maker, List<String> subprotocols, boolean answersLate) implements Plan {
        public WebSocket {
            subprotocols = List.copyOf(subprotocols);
        }

        public WebSocket(Maker<MessageCodec> maker, List<String> subprotocols) {
            this(maker, subprotocols, false);
        }

        /** One whose codec first finds out who that is. */
        public static WebSocket late(Maker<MessageCodec> maker) {
            return new WebSocket(maker, List.of(), true);
        }
    }

    /** The connection leaves HTTP: what comes behind the head of the request is the codec's, and all that goes out. */
    record Raw(Maker<RawCodec> maker) implements Plan {}

    /** Makes the codec of one request or WebSocket. */
    @FunctionalInterface
    interface Maker<C extends Codec> {
        C make(Terms terms, Carrier carrier);
    }
}
