package io.pushcore.netty.centrifuge;

/** How a response that does not end looks. */
record StreamKind(PushForm form, String mediaType) {
    static final StreamKind HTTP_STREAM = new StreamKind(PushForm.HTTP_STREAM, "application/x-ndjson");
    static final StreamKind SSE = new StreamKind(PushForm.SSE, "text/event-stream");
}
