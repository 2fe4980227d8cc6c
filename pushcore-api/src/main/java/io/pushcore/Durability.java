package io.pushcore;

/** What a message survives once its publish is complete, weakest first. */
public enum Durability {
    /** Nothing but the process that holds it. */
    MEMORY,
    /** The end of the process: it was written to the operating system. */
    OS,
    /** The end of the machine: it was synced to the disk. */
    DISK,
    /** The loss of the machine: another one has it. */
    REPLICATED
}
