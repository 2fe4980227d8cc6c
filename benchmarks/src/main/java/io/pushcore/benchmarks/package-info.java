/** What PushCore costs in the process, measured with JMH. A figure counts only if nothing was lost, repeated or out of order. */
@NullMarked
package io.pushcore.benchmarks;

import org.jspecify.annotations.NullMarked;
