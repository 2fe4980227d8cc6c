package io.pushcore.netty.line;

import io.pushcore.transport.Codec;
import io.pushcore.transport.Dialect;
import io.pushcore.transport.Terms;
import java.util.function.Function;

/** The line dialect, described in {@code docs/line-protocol.md}. */
public final class LineDialect implements Dialect {
    private final Function<Terms, Codec> codecs;

    private LineDialect(Function<Terms, Codec> codecs) {
        this.codecs = codecs;
    }

    /** Lines of text: the plain form, or the modern one if the first line asks for it. */
    public static LineDialect lines() {
        return new LineDialect(LineCodec::new);
    }

    /** Lines of text in the plain form only. */
    public static LineDialect plain() {
        return new LineDialect(PlainCodec::new);
    }

    /** Text in frames, each with its length in four bytes before it. */
    public static LineDialect framed() {
        return new LineDialect(FramedCodec::new);
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public Codec open(Terms terms) {
        return codecs.apply(terms);
    }
}
