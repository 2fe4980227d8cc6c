package io.pushcore.cli;

import java.io.Serial;

/** Nobody reads standard output any more, as after {@code head}: time to end, quietly. */
final class OutputClosed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;
}
