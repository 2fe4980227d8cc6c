/** Starts three nodes with a database and a carrier, does them harm by a seed, and checks what their clients were told and shown. */
@NullMarked
package io.pushcore.chaos;

import org.jspecify.annotations.NullMarked;
