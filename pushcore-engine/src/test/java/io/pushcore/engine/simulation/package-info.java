/** The engine and its storage under one thread and a seed: what may happen happens, and the promises are checked. */
@NullMarked
package io.pushcore.engine.simulation;

import org.jspecify.annotations.NullMarked;
