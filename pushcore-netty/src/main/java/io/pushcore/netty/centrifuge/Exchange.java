package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Optional;

/**
 * A request on its way through the engine.
 *
 * @param id the client's number of it; 0 if it waits for no reply
 * @param method the name that its result has
 */
record Exchange(long id, String method, ClientRequest request) {
    boolean isAnswered() {
        return id != 0;
    }

    /** What the client is refused for, if it is. */
    Optional<Refusal> refusal(Reply reply) {
        return reply instanceof Reply.Refused refused && !(request instanceof RefusedRequest)
                ? Optional.of(Refusal.of(refused))
                : request.refusal(reply);
    }

    /** What follows where this was done and there is more to do. */
    Optional<Exchange> next(Reply reply) {
        return refusal(reply).isPresent()
                ? Optional.empty()
                : request.next(reply).map(more -> new Exchange(id, method, more));
    }

    void write(Reply reply, Output json) {
        json.put("{\"id\":").decimal(id);
        Optional<Refusal> refusal = refusal(reply);
        if (refusal.isPresent()) {
            json.put(",\"error\":");
            refusal.get().write(json);
        } else {
            json.put(",\"").put(method).put("\":");
            request.result(reply, json);
        }
        json.put('}');
    }
}
