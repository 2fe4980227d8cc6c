/** What a broker counts, as meters of Micrometer. */
@NullMarked
package io.pushcore.micrometer;

import org.jspecify.annotations.NullMarked;
