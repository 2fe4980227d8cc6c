/** The {@code pushcore} command: a broker to start, and a client of its line port. */
@NullMarked
package io.pushcore.cli;

import org.jspecify.annotations.NullMarked;
