/** One class per idea; each has a test that starts it and sees what it promises. */
@NullMarked
package io.pushcore.examples;

import org.jspecify.annotations.NullMarked;
