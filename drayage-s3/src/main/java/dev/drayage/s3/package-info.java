/** Buckets of S3 and of services that are compatible with it. */
@NullMarked
package dev.drayage.s3;

import org.jspecify.annotations.NullMarked;
