package io.pushcore.netty.centrifuge;

import io.pushcore.transport.Output;
import io.pushcore.transport.Terms;

/** What a client learns of its session, at first and with each new token. */
final class Welcome {
    private Welcome() {}

    /** The fields, without the braces. */
    static void write(Terms terms, Output json) {
        json.put("\"client\":");
        Json.text(terms.session(), json);
        json.put(",\"version\":\"pushcore\"");
        TimeLeft.write(",", terms.identity().expires(), terms.now(), json);
    }
}
