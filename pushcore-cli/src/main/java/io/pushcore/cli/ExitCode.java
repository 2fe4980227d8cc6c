package io.pushcore.cli;

/** What the command tells the shell; part of its interface, see {@code docs/command.md}. */
final class ExitCode {
    /** Everything asked for was done. */
    static final int DONE = 0;
    /** The broker refused, or something failed on this side. */
    static final int FAILED = 1;
    /** The command line, the environment or the configuration file is wrong. */
    static final int USAGE = 2;
    /** No connection to a broker: it cannot be reached, went away, or is something else. */
    static final int CONNECTION = 3;
    /** Ended by the interrupt key, as shells count it. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
