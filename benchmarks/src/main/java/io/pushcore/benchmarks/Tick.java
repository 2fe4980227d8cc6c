package io.pushcore.benchmarks;

import io.pushcore.Payload;

/** The message of those who have no log: its number stands for the offset. */
record Tick(long number, Payload payload) {}
