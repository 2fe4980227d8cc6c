package io.pushcore.callback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.pushcore.Authorizer;
import io.pushcore.ErrorCode;
import io.pushcore.Names;
import io.pushcore.PushCoreException;
import io.pushcore.Time;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/** What a callback is to be; each method replaces the default it names, or adds to it. */
public final class HttpCallbackBuilder {
    private static final int LEAST_KEY_BYTES = 32;

    private final URI address;
    private final List<String> headers = new ArrayList<>();
    private final List<String> cookies = new ArrayList<>();
    private final Map<String, String> ownHeaders = new LinkedHashMap<>();
    private final Set<Authorizer.Action> actions = EnumSet.noneOf(Authorizer.Action.class);
    private boolean json;
    private boolean ipush;
    private Optional<SecretKeySpec> key = Optional.empty();
    private Duration timeout = Duration.ofSeconds(5);
    private int callsAtOnce = 64;
    private int waitingCalls = 1_000;
    private Duration remembered = Duration.ofSeconds(60);
    private Duration refusalsRemembered = Duration.ofSeconds(5);
    private long rememberedBytes = 8L << 20;
    private Time time = new SystemTime();

    HttpCallbackBuilder(URI address) {
        this.address = Objects.requireNonNull(address, "address");
        checkAddress();
    }

    /** Asks in JSON; as a form ({@code application/x-www-form-urlencoded}) by default. */
    public HttpCallbackBuilder asJson() {
        json = true;
        return this;
    }

    /**
     * Asks who a connection is as ipush (xcomet) does, a form with the fields {@code id} and {@code token}, and takes its answer, {@code
     * {"success":true}}: the user is the name that was said. What comes without a name is refused unasked. What a session may do is asked in
     * PushCore's own form.
     */
    public HttpCallbackBuilder asIpush() {
        ipush = true;
        return this;
    }

    /** Passes these headers of clients on, where they were sent; none by default. */
    public HttpCallbackBuilder forwardHeaders(String... names) {
        for (String name : names) {
            headers.add(name.toLowerCase(Locale.ROOT));
        }
        return this;
    }

    /** Passes these cookies of clients on, where they were sent; none by default. */
    public HttpCallbackBuilder forwardCookies(String... names) {
        cookies.addAll(List.of(names));
        return this;
    }

    /** Sends a header with each call, such as a secret that the application's server knows. */
    public HttpCallbackBuilder header(String name, String value) {
        ownHeaders.put(name, value);
        return this;
    }

    /**
     * Signs each call: {@code PushCore-Signature} is HMAC-SHA256, in hexadecimal, over the text of {@code PushCore-Timestamp}, a dot
     * and the body. The key has at least 32 bytes of UTF-8.
     */
    public HttpCallbackBuilder signedWith(String newKey) {
        byte[] bytes = newKey.getBytes(UTF_8);
        if (bytes.length < LEAST_KEY_BYTES) {
            throw wrong("signedWith: a key must have at least " + LEAST_KEY_BYTES + " bytes, it has " + bytes.length);
        }
        key = Optional.of(new SecretKeySpec(bytes, Signature.ALGORITHM));
        return this;
    }

    /** Asks also whether these are allowed, where the callback is the broker's authorizer. */
    public HttpCallbackBuilder asks(Authorizer.Action... newActions) {
        actions.addAll(List.of(newActions));
        return this;
    }

    /** How long an answer may take, the time in the line included; 5 seconds by default. */
    public HttpCallbackBuilder timeout(Duration atMost) {
        timeout = atMost;
        return this;
    }

    /** Calls under way at a time; 64 by default. */
    public HttpCallbackBuilder callsAtOnce(int most) {
        callsAtOnce = most;
        return this;
    }

    /** Calls that wait for their turn; 1,000 by default. More are refused at once. */
    public HttpCallbackBuilder waitingCalls(int most) {
        waitingCalls = most;
        return this;
    }

    /** How long a good answer counts, unless it says less; 60 seconds by default, zero to ask each time. */
    public HttpCallbackBuilder remembers(Duration atMost) {
        remembered = atMost;
        return this;
    }

    /** How long a refusal counts; 5 seconds by default, zero to ask each time. */
    public HttpCallbackBuilder remembersRefusals(Duration atMost) {
        refusalsRemembered = atMost;
        return this;
    }

    /** About the memory that answers may take; 8 MiB by default. */
    public HttpCallbackBuilder rememberedBytes(long most) {
        rememberedBytes = most;
        return this;
    }

    /** Clock and timer; the system's by default. */
    public HttpCallbackBuilder time(Time newTime) {
        time = newTime;
        return this;
    }

    /**
     * The callback.
     *
     * @throws PushCoreException {@link ErrorCode#BAD_OPTION} names the option that is wrong
     */
    public HttpCallback build() {
        check("timeout must be positive", !timeout.isNegative() && !timeout.isZero());
        check("callsAtOnce must be positive", callsAtOnce > 0);
        check("waitingCalls must not be negative", waitingCalls >= 0);
        check("remembers must not be negative", !remembered.isNegative());
        check("remembersRefusals must not be negative", !refusalsRemembered.isNegative());
        check("rememberedBytes must not be negative", rememberedBytes >= 0);
        check("asJson and asIpush exclude each other", !json || !ipush);
        ownHeaders.forEach(this::checkHeader);
        return new HttpCallback(new CallbackOptions(
                address,
                json,
                ipush,
                headers,
                cookies,
                ownHeaders,
                key,
                actions,
                timeout,
                callsAtOnce,
                waitingCalls,
                remembered,
                refusalsRemembered,
                rememberedBytes,
                time));
    }

    private void checkAddress() {
        String scheme = String.valueOf(address.getScheme());
        boolean isHttp = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        if (!isHttp || address.getHost() == null) {
            throw wrong("the address of a callback must be like https://app.example/auth");
        }
        if (address.getRawUserInfo() != null || address.getRawFragment() != null) {
            throw wrong("the address of a callback must have neither user nor fragment: say secrets with header(…)");
        }
    }

    private void checkHeader(String name, String value) {
        try {
            HttpRequest.newBuilder(address).header(name, value);
        } catch (IllegalArgumentException refused) {
            // the value stays out of the sentence
            throw wrong("header cannot be sent: " + Names.shown(name));
        }
    }

    private static void check(String rule, boolean holds) {
        if (!holds) {
            throw wrong(rule);
        }
    }

    private static PushCoreException wrong(String sentence) {
        return new PushCoreException(ErrorCode.BAD_OPTION, sentence);
    }
}
