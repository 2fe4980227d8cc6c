/** The HTTP of pushd, described in {@code docs/dialects/pushd.md}: long polling for clients, and figures for operators. */
@NullMarked
package io.pushcore.netty.pushd;

import org.jspecify.annotations.NullMarked;
