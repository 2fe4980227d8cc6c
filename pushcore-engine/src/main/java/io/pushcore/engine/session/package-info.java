/** Sessions of users: how many there are, who holds them, and what is told of them. Knows neither connections nor channels. */
@NullMarked
package io.pushcore.engine.session;

import org.jspecify.annotations.NullMarked;
