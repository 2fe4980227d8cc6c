package io.pushcore.cli;

/** How figures are written to the file of {@code --metrics-log}. */
enum MetricsForm {
    /** A line of names and values. */
    LINE,
    /** Histograms and meters, as pushd writes them. */
    PUSHD
}
