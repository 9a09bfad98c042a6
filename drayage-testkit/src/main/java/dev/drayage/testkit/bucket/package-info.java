/** What every bucket does, whatever keeps its objects, and buckets that go wrong. */
@NullMarked
package dev.drayage.testkit.bucket;

import org.jspecify.annotations.NullMarked;
