package io.pushcore.chaos;

import java.util.Locale;

/** What is done to the cluster. */
enum Fault {
    /** Nothing: what holds after each fault. */
    QUIET("nothing"),
    KILL("a node killed (SIGKILL)"),
    STOP("a node stopped (SIGSTOP)"),
    HINTS("hints lost, repeated, reordered"),
    CARRIER("the carrier dead"),
    DATABASE("the database killed (SIGKILL)"),
    PARTITION_CARRIER("a node cut from the carrier"),
    PARTITION_DATABASE("a node cut from the database"),
    CLOCK("the clock of a node set"),
    ROLLING("all nodes restarted in turn"),
    PROMOTE("the standby promoted"),
    PROMOTE_LATE("the standby promoted, behind"),
    /** The last look: all of the logs is read. */
    END("after all of it");

    final String said;

    Fault(String said) {
        this.said = said;
    }

    /** As it is named by options. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether every way to the storage is whole while it lasts, so that C2 bounds how far readers are behind. */
    boolean leavesStorage() {
        return switch (this) {
            case QUIET, HINTS, CARRIER, PARTITION_CARRIER, CLOCK, END -> true;
            default -> false;
        };
    }
}
