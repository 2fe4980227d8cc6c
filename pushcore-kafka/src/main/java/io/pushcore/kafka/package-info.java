/** A log in Kafka as the source of an ingestion. */
@NullMarked
package io.pushcore.kafka;

import org.jspecify.annotations.NullMarked;
