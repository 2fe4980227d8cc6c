package io.pushcore.netty.http;

import io.pushcore.Gap;
import io.pushcore.Message;
import io.pushcore.Page;
import io.pushcore.transport.Output;

/** A page of history as JSON. */
public final class PageJson {
    private PageJson() {}

    public static void write(Page page, Output out) {
        out.put("{\"epoch\":\"").put(page.head().epoch()).put("\",\"offset\":");
        out.decimal(page.head().offset()).put(",\"messages\":[");
        String between = "";
        for (Message message : page.messages()) {
            out.put(between);
            MessageJson.message(message, out);
            between = ",";
        }
        out.put(']');
        page.gap().ifPresent(gap -> gap(gap, out));
        out.put(",\"next\":");
        MessageJson.position(page.through(), out);
        out.put('}');
    }

    private static void gap(Gap gap, Output out) {
        out.put(",\"gap\":");
        span(gap, out);
    }

    /** {@code {"from":…,"to":…}}. */
    static void span(Gap gap, Output out) {
        out.put("{\"from\":");
        MessageJson.position(gap.from(), out);
        out.put(",\"to\":");
        MessageJson.position(gap.to(), out);
        out.put('}');
    }
}
