package io.pushcore.netty.admin;

import io.pushcore.PushCoreException;
import io.pushcore.netty.http.Request;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** What is done for the requests of one address, once their body has come. Keeps no state of a request. */
@FunctionalInterface
interface Call {
    /**
     * Called on the lane; completes on any thread.
     *
     * @param variable what stands in the path for the part in braces; empty if there is none
     * @throws PushCoreException if the request is wrong
     */
    CompletionStage<Answer> answer(Request request, String variable, ByteBuffer body);
}
