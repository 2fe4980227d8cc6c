package io.pushcore.netty.centrifuge;

/** A new token for a subscription; there are no such tokens here, so that none expires. */
final class SubRefreshRequest {
    private SubRefreshRequest() {}

    static ClientRequest read(Fields fields, Session session) {
        return RefusedRequest.of(
                ProtocolError.NOT_AVAILABLE, "subscriptions have no tokens of their own: " + Channel.of(fields));
    }
}
