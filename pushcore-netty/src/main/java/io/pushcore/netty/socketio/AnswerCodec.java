package io.pushcore.netty.socketio;

import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Carrier;
import io.pushcore.netty.http.ExchangeCodec;
import io.pushcore.netty.http.Head;
import io.pushcore.netty.http.Request;
import io.pushcore.transport.Output;

/** A request that a session answers, once. Only its lane touches it, but for {@link #answer}. */
abstract class AnswerCodec extends CarrierCodec implements ExchangeCodec {
    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final int OK = 200;

    final Request request;
    private boolean answered;
    private boolean taken;

    AnswerCodec(Request request, Carrier carrier) {
        super(carrier);
        this.request = request;
    }

    /** The exchange was given up before its answer was taken. */
    abstract void lost();

    /** Answers with packets, or what stands for them. Any thread. */
    final void answer(byte[] body, Wire.Taken done) {
        onLane(() -> {
            Output out = new Output(body.length + 256);
            Head.of(OK, origin(), out).closes(!keepsAlive()).whole(TEXT, new Output(body.length).put(body));
            say(out, done);
        });
    }

    /** Any thread. */
    final void refuse(Refusal refusal) {
        refuse(refusal.exception());
    }

    /** Any thread. */
    final void refuse(PushCoreException error) {
        onLane(() -> {
            Output out = new Output();
            Refusal.answer(error, origin(), !keepsAlive(), out);
            say(out, Wire.Taken.NOTHING);
        });
    }

    private void say(Output out, Wire.Taken done) {
        if (answered) {
            done.taken(false);
            return;
        }
        answered = true;
        wire().say(out.toBytes(), whole -> {
            taken = whole;
            done.taken(whole);
        });
        carrier.finish();
    }

    private String origin() {
        return request.header("origin");
    }

    @Override
    public final int maxFrameBytes() {
        return 0;
    }

    @Override
    public final boolean keepsAlive() {
        return request.keepsAlive();
    }

    @Override
    public final void closed() {
        if (!taken) {
            lost();
        }
    }
}
