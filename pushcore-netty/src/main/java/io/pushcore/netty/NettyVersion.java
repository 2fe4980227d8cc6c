package io.pushcore.netty;

import io.netty.util.Version;
import io.pushcore.ErrorCode;
import io.pushcore.PushCoreException;

/** Which Netty the application's build has chosen. */
final class NettyVersion {
    private NettyVersion() {}

    /** Refuses versions before 4.2, which lack what the transports stand on. */
    static void check() {
        Version transport = Version.identify().get("netty-transport");
        if (transport != null && transport.artifactVersion().matches("4\\.[01]\\..*")) {
            throw new PushCoreException(
                    ErrorCode.BAD_OPTION,
                    "Netty 4.2 is needed and the class path has " + transport.artifactVersion()
                            + ": set the property netty.version of your build");
        }
    }
}
