package io.pushcore;

import java.util.concurrent.CompletionStage;

/** Answers what clients ask the application itself. Called on the broker's executor, for several clients at once. */
@FunctionalInterface
public interface RequestHandler {
    /**
     * Answers a call.
     *
     * @return the answer; a {@link PushCoreException} is told to the client with its number and sentence, any other failure as
     *     {@link ErrorCode#INTERNAL}. Without such a method: {@link ErrorCode#NOT_FOUND}
     */
    CompletionStage<Payload> call(Identity who, String method, Payload data);

    /** Takes note of what needs no answer. */
    default void tell(Identity who, Payload data) {}
}
