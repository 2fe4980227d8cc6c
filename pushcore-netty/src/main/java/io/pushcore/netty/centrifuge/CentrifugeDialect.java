package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Codec;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Terms;
import io.pushcore.transport.WireForm;

/** The Centrifuge client protocol, described in {@code docs/centrifuge.md}. */
public final class CentrifugeDialect implements Dialect {
    private static final CentrifugeDialect WEB_SOCKET = on(new WebSocketCarrier());
    private static final CentrifugeDialect HTTP_STREAM = on(new HttpStreamCarrier());
    private static final CentrifugeDialect SSE = on(new SseCarrier());

    private final Carrier carrier;
    private final WireForm form;
    private final String secret;

    private CentrifugeDialect(Carrier carrier, WireForm form, String secret) {
        this.carrier = carrier;
        this.form = form;
        this.secret = secret;
    }

    private static CentrifugeDialect on(Carrier carrier) {
        return new CentrifugeDialect(carrier, new PushForm(carrier), "");
    }

    /** Messages in text frames, both ways. */
    public static CentrifugeDialect webSocket() {
        return WEB_SOCKET;
    }

    /** Lines in a streamed response; commands come by requests of their own. */
    public static CentrifugeDialect httpStream() {
        return HTTP_STREAM;
    }

    /** Events in a streamed response; commands come by requests of their own. */
    public static CentrifugeDialect sse() {
        return SSE;
    }

    /** The dialect of one connection whose commands come by requests of their own, which show this secret. */
    public CentrifugeDialect secret(String newSecret) {
        return new CentrifugeDialect(carrier, form, newSecret);
    }

    @Override
    public String name() {
        return carrier.name();
    }

    @Override
    public Codec open(Terms terms) {
        return new CentrifugeCodec(carrier, form, new Session(terms, secret));
    }
}
