package io.pushcore.callback;

import io.pushcore.Authorizer;
import io.pushcore.Time;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/** What a callback is to be; each component is documented at its method of {@link HttpCallbackBuilder}. */
record CallbackOptions(
        URI address,
        boolean json,
        boolean ipush,
        List<String> headers,
        List<String> cookies,
        Map<String, String> ownHeaders,
        Optional<SecretKeySpec> key,
        Set<Authorizer.Action> actions,
        Duration timeout,
        int callsAtOnce,
        int waitingCalls,
        Duration remembered,
        Duration refusalsRemembered,
        long rememberedBytes,
        Time time) {
    CallbackOptions {
        headers = List.copyOf(headers);
        cookies = List.copyOf(cookies);
        ownHeaders = Map.copyOf(ownHeaders);
        actions = Set.copyOf(actions);
    }

    /** The address as a log may show it: a query can hold a secret. */
    String shownAddress() {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "CallbackOptions[" + shownAddress() + "]";
    }
}
