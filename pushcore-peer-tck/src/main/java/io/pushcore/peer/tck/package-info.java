/** The rules of a carrier as numbered tests, and carriers of one process for tests of those who use one. */
@NullMarked
package io.pushcore.peer.tck;

import org.jspecify.annotations.NullMarked;
