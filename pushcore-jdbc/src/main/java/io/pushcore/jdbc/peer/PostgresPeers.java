package io.pushcore.jdbc.peer;

import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;
import io.pushcore.peer.Carrier;
import io.pushcore.peer.WiredCarrier;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The nodes of a cluster that reach each other through PostgreSQL, by LISTEN and NOTIFY: nothing more to run where the storage is there
 * already. {@code PostgresPeers.at("jdbc:postgresql://…").cluster("chat")} is the carrier.
 */
public final class PostgresPeers {
    private static final Pattern CLUSTER = Pattern.compile("[0-9a-z_-]{1,24}");
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    private static final int LOGIN_SECONDS = 10;

    private final Source source;
    private final String shown;
    private final Duration connectWithin;

    private PostgresPeers(Source source, String shown, Duration connectWithin) {
        this.source = source;
        this.shown = shown;
        this.connectWithin = connectWithin;
    }

    /** At a URL of pgjdbc, which is on the class path of the application. */
    public static PostgresPeers at(String url) {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "the URL of PostgreSQL begins with jdbc:postgresql:");
        }
        int parameters = url.indexOf('?');
        String shown = parameters < 0 ? url : url.substring(0, parameters);
        Properties unlessSaid = new Properties();
        // else a server that takes a connection and says nothing holds a thread for ever
        unlessSaid.setProperty("loginTimeout", String.valueOf(LOGIN_SECONDS));
        return new PostgresPeers(
                () -> DriverManager.getConnection(url, unlessSaid), "PostgreSQL at " + shown, CONNECT_WITHIN);
    }

    /** By two connections that are kept as long as the carrier is open; of a pool they are two less for others. */
    public static PostgresPeers on(DataSource source) {
        return new PostgresPeers(source::getConnection, "PostgreSQL", CONNECT_WITHIN);
    }

    /** Opening fails when PostgreSQL was not reached in this time; 5 s unless said. */
    public PostgresPeers connectWithin(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new PushCoreException(ErrorCode.BAD_OPTION, "connectWithin must be positive: " + time);
        }
        return new PostgresPeers(source, shown, time);
    }

    /** The carrier of a node of the cluster of this name; clusters of other names in the same database hear nothing of it. */
    public Carrier cluster(String name) {
        if (!CLUSTER.matcher(name).matches()) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION, "the name of a cluster has 1 to 24 of 0-9 a-z _ -: " + name);
        }
        return WiredCarrier.over(new NotifyWire(source, shown, connectWithin, name));
    }
}
