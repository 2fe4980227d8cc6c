package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Command;
import io.pushcore.transport.Output;
import io.pushcore.transport.Reply;
import java.util.Optional;

/** What a client asks for: what the engine is to do for it, and how the answer looks. One small class per method. */
interface ClientRequest {
    Command command();

    /** What is to be done for it next, once this is done; none if the answer can be given. */
    default Optional<ClientRequest> next(Reply done) {
        return Optional.empty();
    }

    /** What the client is refused for, where the engine did what it was asked. */
    default Optional<Refusal> refusal(Reply reply) {
        return Optional.empty();
    }

    /** Writes the result, a JSON object. */
    default void result(Reply reply, Output json) {
        json.put("{}");
    }
}
