/** What nodes tell each other, and what they look up in the storage because nobody told. Knows no carrier. */
@NullMarked
package io.pushcore.engine.cluster;

import org.jspecify.annotations.NullMarked;
