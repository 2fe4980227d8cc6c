/**
 * The rules of the storage SPI as numbered tests. The author of a backend writes a {@link
 * io.pushcore.storage.tck.StorageFixture} and extends the contracts. What each rule means stands in {@code
 * docs/storage-rules.md}.
 */
@NullMarked
package io.pushcore.storage.tck;

import org.jspecify.annotations.NullMarked;
