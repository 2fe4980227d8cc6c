package io.pushcore.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build. */
final class Version implements IVersionProvider {
    /** For picocli. */
    Version() {}

    /** The number; {@code development} where nothing says it. */
    static String number() {
        String ofJar = Version.class.getPackage().getImplementationVersion();
        if (ofJar != null) {
            return ofJar;
        }
        var descriptor = Version.class.getModule().getDescriptor();
        return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "pushcore " + number() + " (Java " + Runtime.version().feature() + ")"
        };
    }
}
