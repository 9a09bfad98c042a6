/** Objects under keys, as buckets of object storage and shared directories keep them: where others build stores upon. */
@NullMarked
package dev.drayage.bucket;

import org.jspecify.annotations.NullMarked;
