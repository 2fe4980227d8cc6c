/** Tokens as JWT. */
@NullMarked
package io.pushcore.jwt;

import org.jspecify.annotations.NullMarked;
