package io.pushcore.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.pushcore.PushCoreException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS that new connections of a port get. Any thread may ask for it; a daemon thread of its own looks at the files, once it was
 * told to, and is the only one to touch the rest.
 */
final class CurrentTls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    private final Tls tls;
    private final String protocol;
    private volatile SslContext context;
    /** What the files said when they were last made a context of, or were found unfit for one. */
    private String tried;
    /** What they said at the last look. */
    private String seen;

    private final ScheduledThreadPoolExecutor watch =
            new ScheduledThreadPoolExecutor(1, new DefaultThreadFactory("pushcore-tls", true));

    private CurrentTls(Tls tls, String protocol, TlsFiles files) {
        this.tls = tls;
        this.protocol = protocol;
        this.context = files.context(protocol);
        this.tried = files.fingerprint();
        this.seen = tried;
    }

    /** Reads the files, and fails by name if they do not do. */
    static CurrentTls load(Tls tls, String protocol) {
        return new CurrentTls(tls, protocol, TlsFiles.read(tls));
    }

    SslContext context() {
        return context;
    }

    /** Begins to look at the files, until the end. Called once. */
    void watch() {
        long millis = tls.lookEvery().toMillis();
        watch.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    void end() {
        watch.shutdownNow();
    }

    /**
     * Takes what the files say now, if it is new and said the same at the look before: files are seldom replaced all at one moment.
     * What cannot be used is logged once, and what was in use stays.
     */
    void look() {
        try {
            TlsFiles files = TlsFiles.read(tls);
            if (isNews(files.fingerprint())) {
                take(files);
            }
        } catch (PushCoreException unreadable) {
            if (isNews(unreadable.sentence())) {
                stays(unreadable);
            }
        }
    }

    private boolean isNews(String now) {
        boolean stands = now.equals(seen);
        seen = now;
        if (!stands || now.equals(tried)) {
            return false;
        }
        tried = now;
        return true;
    }

    private void take(TlsFiles files) {
        try {
            context = files.context(protocol);
            LOG.info("new connections get the certificate {}", files.shown());
        } catch (PushCoreException unfit) {
            stays(unfit);
        }
    }

    private static void stays(PushCoreException unfit) {
        LOG.warn("what was in use before stays: {}", unfit.sentence());
    }
}
