/** The broker as an application sees it: channels, messages, subscriptions, rules. */
@NullMarked
package io.pushcore;

import org.jspecify.annotations.NullMarked;
