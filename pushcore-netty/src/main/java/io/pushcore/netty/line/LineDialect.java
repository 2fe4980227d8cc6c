package io.pushcore.netty.line;

import io.pushcore.transport.Codec;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Terms;

/** The line dialect, described in {@code docs/line-protocol.md}. */
public final class LineDialect implements Dialect {
    private final boolean framed;
    private final boolean runsFragments;

    private LineDialect(boolean framed, boolean runsFragments) {
        this.framed = framed;
        this.runsFragments = runsFragments;
    }

    /** Lines of text: the plain form, and the modern form once the first line asked for it. */
    public static LineDialect lines() {
        return new LineDialect(false, false);
    }

    /** As {@link #lines()}, where what came without a newline at its end runs as a line of its own. */
    public static LineDialect linesAndFragments() {
        return new LineDialect(false, true);
    }

    /** Text in frames, each with its length in four bytes before it. */
    public static LineDialect framed() {
        return new LineDialect(true, false);
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public Codec open(Terms terms) {
        return framed ? new FramedCodec(terms) : new LineCodec(terms, runsFragments);
    }
}
